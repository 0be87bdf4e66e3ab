//===- KernelProtocol.cpp - The protocol of one kernel --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

int64_t tilium::idOf(Value cb) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  return declaration && declaration.getId() ? static_cast<int64_t>(*declaration.getId()) : -1;
}

StringRef tilium::cbName(Value cb) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  return declaration ? declaration.getBufferName() : "?";
}

int64_t tilium::capacityOf(Value cb) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  return declaration ? declaration.getCbDesc().getNumPages() : 0;
}

bool L1Address::isWithin(int64_t bytes, int64_t pages) const {
  int64_t pageBytes = tt::tileBytes(cast<tt::CBType>(cb().getType()).getFormat());
  return offset && offset->smallest >= 0 && offset->largest + bytes <= pages * pageBytes;
}

/// As `findL1Address`; `others` are sums that have no pointer in them, each looked at once.
static L1Address findL1Address(Value address, llvm::DenseSet<Value> &others) {
  Operation *op = address.getDefiningOp();
  if (isa_and_nonnull<GetWritePtrOp, GetReadPtrOp>(op))
    return {op, IndexRange{0, 0}};
  if (!isa_and_nonnull<arith::AddIOp>(op) || others.contains(address))
    return {};
  for (unsigned i : {0u, 1u}) {
    L1Address found = findL1Address(op->getOperand(i), others);
    if (!found.pointer)
      continue;
    std::optional<IndexRange> added = getIndexRange(op->getOperand(1 - i));
    if (found.offset && added)
      found.offset = IndexRange{found.offset->smallest + added->smallest,
                                found.offset->largest + added->largest};
    else
      found.offset = std::nullopt;
    return found;
  }
  others.insert(address);
  return {};
}

L1Address tilium::findL1Address(Value address) {
  llvm::DenseSet<Value> others;
  return ::findL1Address(address, others);
}

Operation *tilium::findPointer(Value address) { return findL1Address(address).pointer; }

Value tilium::findLocalSource(NocAsyncReadOp read) {
  auto local = read.getNocAddress().getDefiningOp<GetNocAddrOp>();
  return local && findPointer(local.getL1Address()) ? local.getL1Address() : Value();
}

/// The bytes of a page of the tensor behind `accessor`; none if it is not bound.
static std::optional<int64_t> pageBytesOf(Value accessor) {
  auto op = accessor.getDefiningOp<TensorAccessorOp>();
  auto kernel = op ? op->getParentOfType<func::FuncOp>() : func::FuncOp();
  if (!kernel || op.getArgument() >= kernel.getNumArguments())
    return std::nullopt;
  auto bound =
      kernel.getArgAttrOfType<tt::TensorAccessorAttr>(op.getArgument(), "tt.tensor_accessor");
  return bound ? std::optional(bound.getPageSize()) : std::nullopt;
}

void KernelProtocol::report(Operation *op, const Twine &message, Operation *other,
                            const Twine &note) {
  if (quiet || !reported.insert(op).second)
    return;
  failed = true;
  InFlightDiagnostic diagnostic = op->emitError() << message;
  if (other)
    diagnostic.attachNote(other->getLoc()) << note;
}

//===----------------------------------------------------------------------===//
// Circular buffers
//===----------------------------------------------------------------------===//

void KernelProtocol::visitCircularBuffer(Operation *op, ProtocolState &state) {
  Value cb = op->getOperand(0);
  CBState &buffer = state.cbs[idOf(cb)];
  StringRef name = cbName(cb);
  int64_t capacity = capacityOf(cb);
  auto pages = static_cast<int64_t>(op->getAttrOfType<IntegerAttr>("pages").getInt());
  if (pages > capacity) {
    report(op,
           "asks for " + Twine(pages) + " pages of '" + name + "', which has " + Twine(capacity),
           cb.getDefiningOp(), "declared here");
    return;
  }
  if (capacity % pages != 0)
    report(op,
           "moves " + Twine(pages) + " pages of '" + name +
               "' at a time, which do not divide its " + Twine(capacity) +
               "; one of the blocks would straddle the end",
           cb.getDefiningOp(), "declared here");
  if (isa<CBReserveBackOp>(op)) {
    if (buffer.pendingMulticast)
      report(op, "reserves pages of '" + name + "' before a multicast from it has left L1",
             buffer.pendingMulticast, "the multicast is here");
    buffer.reserved = std::max(buffer.reserved, pages);
    buffer.reserve = op;
  } else if (isa<CBPushBackOp>(op)) {
    if (buffer.reserved < pages)
      report(op,
             "pushes " + Twine(pages) + " pages of '" + name + "' with " + Twine(buffer.reserved) +
                 " reserved",
             buffer.reserve, "the last reserve is here");
    if (buffer.pendingRead)
      report(op, "publishes '" + name + "' before the barrier of a read into it",
             buffer.pendingRead, "the read is here");
    if (buffer.packed != 0 && buffer.packed < pages)
      report(op,
             "publishes " + Twine(pages) + " pages of '" + name + "' with " + Twine(buffer.packed) +
                 " packed",
             buffer.pack, "the last pack is here");
    buffer.reserved = std::max<int64_t>(0, buffer.reserved - pages);
    buffer.packed = 0;
    buffer.writePointers.clear();
  } else if (isa<CBWaitFrontOp>(op)) {
    buffer.waited = std::max(buffer.waited, pages);
    buffer.wait = op;
  } else {
    if (buffer.waited < pages)
      report(op,
             "pops " + Twine(pages) + " pages of '" + name + "' with " + Twine(buffer.waited) +
                 " waited for",
             buffer.wait, "the last wait is here");
    if (buffer.pendingCopy)
      report(op, "gives '" + name + "' back before the barrier of a read from it",
             buffer.pendingCopy, "the read is here");
    if (buffer.pendingWrite)
      report(op, "gives '" + name + "' back before a write from it has left L1",
             buffer.pendingWrite, "the write is here");
    buffer.waited = std::max<int64_t>(0, buffer.waited - pages);
    buffer.readPointers.clear();
  }
}

//===----------------------------------------------------------------------===//
// Network on chip
//===----------------------------------------------------------------------===//

/// Checks that a transfer of `bytes` at `address` stays in the `pages` that the kernel has.
void KernelProtocol::checkTransfer(Operation *op, Value address, std::optional<int64_t> bytes,
                                   bool isPage, ProtocolState &state) {
  Value network;
  if (auto plainRead = dyn_cast<NocAsyncReadOp>(op))
    network = plainRead.getNocAddress();
  else if (auto plainWrite = dyn_cast<NocAsyncWriteOp>(op))
    network = plainWrite.getNocAddress();
  if (network && localAddressOf(network)) {
    report(op, "transfers to or from another core, which only multicasts and semaphores reach",
           network.getDefiningOp(), "the address is from here");
    return;
  }
  // A read within L1 takes from its source like a write.
  bool isPlainWrite = isa<NocAsyncWritePageOp, NocAsyncWriteOp>(op);
  auto read = dyn_cast<NocAsyncReadOp>(op);
  bool isCopySource = read && read.getL1Address() != address;
  bool isWrite = isPlainWrite || isCopySource;
  L1Address target = findL1Address(address);
  if (!target.pointer) {
    report(op, "transfers between the network and an address that is in no circular buffer",
           address.getDefiningOp(), "the address is from here");
    return;
  }
  CBState &buffer = state.cbs[idOf(target.cb())];
  StringRef name = cbName(target.cb());
  if (isCopySource)
    buffer.pendingCopy = op;
  else if (isWrite)
    buffer.pendingWrite = state.unacknowledgedWrite = op;
  else
    buffer.pendingRead = op;
  if (!isWrite && buffer.pendingMulticast)
    report(op, "reads into '" + name + "' before a multicast from it has left L1",
           buffer.pendingMulticast, "the multicast is here");

  int64_t pages = isWrite ? buffer.waited : buffer.reserved;
  if (pages == 0) {
    report(op,
           (isWrite ? "writes from '" : "reads into '") + name + "' without " +
               (isWrite ? "waiting for" : "reserving") + " its pages",
           target.pointer, "the address is from here");
    return;
  }
  const auto &valid = isWrite ? buffer.readPointers : buffer.writePointers;
  if (!valid.contains(target.pointer))
    report(op,
           "transfers with an address of '" + name + "' from before its pages were " +
               (isWrite ? "popped" : "pushed") + ", or of its other end",
           target.pointer, "the address is from here");
  int64_t pageBytes = tt::tileBytes(cast<tt::CBType>(target.cb().getType()).getFormat());
  if (isPage && bytes && *bytes != pageBytes)
    report(op,
           "transfers pages of " + Twine(*bytes) + " bytes, and those of '" + name + "' have " +
               Twine(pageBytes),
           target.cb().getDefiningOp(), "declared here");
  if (!bytes || !target.offset || target.offset->smallest < 0 ||
      target.offset->largest + *bytes > pages * pageBytes)
    report(op,
           "transfers beyond the " + Twine(pages) + " pages of '" + name + "' that were " +
               (isWrite ? "waited for" : "reserved"),
           isWrite ? buffer.wait : buffer.reserve,
           isWrite ? "the last wait is here" : "the last reserve is here");
}

/// Checks that a number that the processor itself stores is in pages that the kernel has reserved.
void KernelProtocol::checkStore(StoreL1Op store, ProtocolState &state) {
  L1Address target = findL1Address(store.getAddress());
  if (!target.pointer) {
    report(store, "stores to an address that is in no circular buffer",
           store.getAddress().getDefiningOp(), "the address is from here");
    return;
  }
  CBState &buffer = state.cbs[idOf(target.cb())];
  if (!buffer.writePointers.contains(target.pointer))
    report(store,
           "stores with an address of '" + cbName(target.cb()) +
               "' from before its pages were pushed, or of its other end",
           target.pointer, "the address is from here");
  // A read from the network would overwrite it, now or later.
  if (buffer.pendingRead)
    report(store, "stores to '" + cbName(target.cb()) + "' before the barrier of a read into it",
           buffer.pendingRead, "the read is here");
  if (buffer.pendingMulticast)
    report(store, "stores to '" + cbName(target.cb()) + "' before a multicast from it has left L1",
           buffer.pendingMulticast, "the multicast is here");
  if (!target.isWithin(store.getBytes(), buffer.reserved))
    report(store,
           "stores beyond the " + Twine(buffer.reserved) + " pages of '" + cbName(target.cb()) +
               "' that were reserved",
           buffer.reserve, "the last reserve is here");
}

/// Checks that a number that the processor itself loads is in pages that the kernel has.
void KernelProtocol::checkLoad(LoadL1Op load, ProtocolState &state) {
  L1Address source = findL1Address(load.getAddress());
  if (!source.pointer) {
    report(load, "loads from an address that is in no circular buffer");
    return;
  }
  CBState &buffer = state.cbs[idOf(source.cb())];
  if (!buffer.readPointers.contains(source.pointer))
    report(load,
           "loads with an address of '" + cbName(source.cb()) +
               "' from before its pages were popped, or of its other end",
           source.pointer, "the address is from here");
  if (!source.isWithin(load.getBytes(), buffer.waited))
    report(load,
           "loads beyond the " + Twine(buffer.waited) + " pages of '" + cbName(source.cb()) +
               "' that were waited for",
           buffer.wait, "the last wait is here");
}

/// Checks that a number that the compute kernel reads is in pages that it has.
void KernelProtocol::checkTileValue(ReadTileValueOp read, ProtocolState &state) {
  const CBState &buffer = state.cbs[idOf(read.getCb())];
  constexpr int64_t wordBytes = 4;
  int64_t pageBytes = tt::tileBytes(cast<tt::CBType>(read.getCb().getType()).getFormat());
  bool isInside =
      read.getTile() < buffer.waited && (int64_t(read.getElement()) + 1) * wordBytes <= pageBytes;
  if (!isInside)
    report(read,
           "reads a number beyond the " + Twine(buffer.waited) + " pages of '" +
               cbName(read.getCb()) + "' that were waited for",
           buffer.wait, "the last wait is here");
}

void KernelProtocol::visitNoc(Operation *op, ProtocolState &state) {
  if (isa<NocAsyncReadBarrierOp>(op)) {
    for (auto &[id, buffer] : state.cbs)
      buffer.pendingRead = buffer.pendingCopy = nullptr;
  } else if (isa<NocAsyncWritesFlushedOp, NocAsyncWriteBarrierOp>(op)) {
    for (auto &[id, buffer] : state.cbs)
      buffer.pendingWrite = buffer.pendingMulticast = nullptr;
    if (isa<NocAsyncWriteBarrierOp>(op))
      state.unacknowledgedWrite = nullptr;
  } else if (isa<GetWritePtrOp>(op)) {
    state.cbs[idOf(op->getOperand(0))].writePointers.insert(op);
  } else if (isa<GetReadPtrOp>(op)) {
    state.cbs[idOf(op->getOperand(0))].readPointers.insert(op);
  } else if (auto read = dyn_cast<NocAsyncReadPageOp>(op)) {
    checkTransfer(op, read.getL1Address(), pageBytesOf(read.getAccessor()), true, state);
  } else if (auto write = dyn_cast<NocAsyncWritePageOp>(op)) {
    checkTransfer(op, write.getL1Address(), pageBytesOf(write.getAccessor()), true, state);
  } else if (auto write = dyn_cast<NocAsyncWriteOp>(op)) {
    std::optional<IndexRange> bytes = getIndexRange(write.getBytes());
    checkTransfer(op, write.getL1Address(), bytes ? std::optional(bytes->largest) : std::nullopt,
                  false, state);
  } else if (auto read = dyn_cast<NocAsyncReadOp>(op)) {
    std::optional<IndexRange> bytes = getIndexRange(read.getBytes());
    checkTransfer(op, read.getL1Address(), bytes ? std::optional(bytes->largest) : std::nullopt,
                  false, state);
    if (Value source = findLocalSource(read))
      checkTransfer(op, source, bytes ? std::optional(bytes->largest) : std::nullopt, false, state);
  } else if (auto store = dyn_cast<StoreL1Op>(op)) {
    checkStore(store, state);
  } else if (auto load = dyn_cast<LoadL1Op>(op)) {
    checkLoad(load, state);
  }
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

/// The state where two paths meet; pages and DST must agree.
ProtocolState KernelProtocol::merge(Operation *at, const ProtocolState &a, const ProtocolState &b,
                                    StringRef what) {
  ProtocolState result = a, second = b;
  for (const auto &[id, buffer] : a.cbs)
    second.cbs.try_emplace(id);
  for (const auto &[id, other] : second.cbs) {
    CBState &buffer = result.cbs[id];
    if (buffer.reserved != other.reserved)
      report(at, what + Twine(" leaves another number of reserved pages behind"),
             other.reserve ? other.reserve : buffer.reserve, "reserved here");
    if (buffer.waited != other.waited)
      report(at, what + Twine(" leaves another number of unpopped pages behind"),
             other.wait ? other.wait : buffer.wait, "waited for here");
    if (!buffer.pendingRead)
      buffer.pendingRead = other.pendingRead;
    if (!buffer.pendingCopy)
      buffer.pendingCopy = other.pendingCopy;
    if (!buffer.pendingWrite)
      buffer.pendingWrite = other.pendingWrite;
    if (!buffer.pendingMulticast)
      buffer.pendingMulticast = other.pendingMulticast;
    if (!buffer.reserve)
      buffer.reserve = other.reserve;
    if (!buffer.wait)
      buffer.wait = other.wait;
    if (other.packed > buffer.packed)
      buffer.pack = other.pack;
    buffer.packed = std::max(buffer.packed, other.packed);
    auto notIn = [](const std::set<Operation *> &pointers) {
      return [&](Operation *pointer) { return !pointers.contains(pointer); };
    };
    std::erase_if(buffer.writePointers, notIn(other.writePointers));
    std::erase_if(buffer.readPointers, notIn(other.readPointers));
  }
  if (a.dst != b.dst)
    report(at, what + Twine(" leaves DST in another state"), b.dstCall ? b.dstCall : a.dstCall,
           "the last call on DST is here");
  if (!result.unacknowledgedWrite)
    result.unacknowledgedWrite = b.unacknowledgedWrite;
  if (!result.unacknowledgedIncrement)
    result.unacknowledgedIncrement = b.unacknowledgedIncrement;
  result.engine = mergeEngines(a.engine, b.engine);
  return result;
}

/// Counts pages that a loop packs in order, as they are before its last iteration. `entry` is its
/// state, `before` the one in front of the loop, `after` the one after one iteration.
void KernelProtocol::countPacked(scf::ForOp loop, const ProtocolState &before,
                                 const ProtocolState &after, ProtocolState &entry) {
  std::set<int64_t> pushed;
  loop.walk([&](CBPushBackOp push) { pushed.insert(idOf(push.getCb())); });
  for (const auto &[id, buffer] : after.cbs) {
    auto found = before.cbs.find(id);
    int64_t start = found == before.cbs.end() ? 0 : found->second.packed;
    if (buffer.packed <= start || pushed.contains(id))
      continue;
    std::optional<int64_t> trips = getTripCount(loop);
    int64_t each = buffer.packed - start;
    entry.cbs[id].packed = start + std::max<int64_t>(0, trips.value_or(1) - 1) * each;
    if (trips)
      continue;
    report(buffer.pack,
           "packs pages in order, in a loop that runs a number of times which is known only at run "
           "time",
           loop, "the loop is here");
    // What follows is checked as if the loop filled the block.
    entry.cbs[id].packed = std::max<int64_t>(0, buffer.reserved - each);
  }
}

void KernelProtocol::runLoop(scf::ForOp loop, ProtocolState &state) {
  // A first round, without messages, finds out what an iteration leaves to the next one.
  ProtocolState after = state;
  ++quiet;
  run(*loop.getBody(), after);
  --quiet;
  ProtocolState entry = merge(loop, state, after, "an iteration of the loop");
  mergeBranchContents(entry, state, after);
  countPacked(loop, state, after, entry);
  ProtocolState exit = entry;
  run(*loop.getBody(), exit);
  ProtocolState left = merge(loop, state, exit, "the loop");
  leaveLoopContents(loop, left, state, after, exit);
  state = std::move(left);
}

void KernelProtocol::runBranch(scf::IfOp branch, ProtocolState &state) {
  ProtocolState otherwise = state;
  run(*branch.thenBlock(), state);
  if (branch.elseBlock())
    run(*branch.elseBlock(), otherwise);
  ProtocolState met = merge(branch, state, otherwise, "one side of the branch");
  mergeBranchContents(met, state, otherwise);
  state = std::move(met);
}

void KernelProtocol::visit(Operation *op, ProtocolState &state) {
  if (followsContents)
    visitContents(op, state);
  if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(op))
    return visitCircularBuffer(op, state);
  if (isa<DstAcquireOp, DstCommitOp, DstWaitOp, DstReleaseOp>(op))
    return visitDst(op, state);
  if (auto read = dyn_cast<ReadTileValueOp>(op))
    checkTileValue(read, state);
  visitNoc(op, state);
  visitSemaphore(op, state);
  visitEngine(op, state);
}

/// Whether there are calls in the regions of `op`. Between passes, expressions have regions as
/// well.
static bool hasCalls(Operation &op) {
  auto findCall = [](Operation *inner) {
    return isa<metalium::CallOpInterface>(inner) ? WalkResult::interrupt() : WalkResult::advance();
  };
  return op.getNumRegions() != 0 && op.walk(findCall).wasInterrupted();
}

void KernelProtocol::run(Block &block, ProtocolState &state) {
  for (Operation &op : block) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      runLoop(loop, state);
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      runBranch(branch, state);
    else if (hasCalls(op))
      report(&op, "is not followed by the checks of kernels, which have scf.for and scf.if alone");
    else
      visit(&op, state);
  }
}

/// Checks what the rest takes for granted: a kernel has a body of one block, it makes the calls of
/// its processor, and each circular buffer is declared.
void KernelProtocol::checkForm() {
  if (!kernel.getBody().hasOneBlock()) {
    report(kernel, "is a kernel that does not consist of one block");
    return;
  }
  auto role = kernel->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
  kernel.walk([&](Operation *op) {
    for (Value operand : op->getOperands())
      if (isa<tt::CBType>(operand.getType()) && !operand.getDefiningOp<tt::CBOp>())
        report(op, "takes a circular buffer that no tt.cb declares");
    auto call = dyn_cast<metalium::CallOpInterface>(op);
    if (!call || !role || call.getProcessor() == Processor::Any)
      return;
    bool isCompute = role.getValue() == tt::KernelRole::Compute;
    if (isCompute != (call.getProcessor() == Processor::Compute))
      report(op, "'" + call.getCallee() + "' cannot be called by the " +
                     tt::stringifyKernelRole(role.getValue()) + " kernel");
  });
}

LogicalResult KernelProtocol::check() {
  checkForm();
  if (failed)
    return failure();
  ProtocolState state;
  Block &body = kernel.getBody().front();
  run(body, state);
  for (auto cb : kernel.getOps<tt::CBOp>()) {
    const CBState &buffer = state.cbs[idOf(cb.getCb())];
    if (buffer.reserved != 0)
      report(buffer.reserve, "reserves pages of '" + cb.getBufferName() + "' that are never pushed",
             body.getTerminator(), "the kernel ends here");
    if (buffer.waited != 0)
      report(buffer.wait, "waits for pages of '" + cb.getBufferName() + "' that are never popped",
             body.getTerminator(), "the kernel ends here");
  }
  if (state.unacknowledgedWrite)
    report(state.unacknowledgedWrite,
           isa<NocAsyncWriteMulticastOp, NocSemaphoreSetMulticastOp>(state.unacknowledgedWrite)
               ? "writes to other cores, and the kernel ends without a write barrier"
               : "writes to a tensor, and the kernel ends without a write barrier",
           body.getTerminator(), "the kernel ends here");
  if (state.unacknowledgedIncrement)
    report(state.unacknowledgedIncrement,
           "raises a semaphore, and the kernel ends without noc_async_atomic_barrier",
           body.getTerminator(), "the kernel ends here");
  if (state.dst != DstPhase::Free)
    report(state.dstCall, "the kernel ends without releasing DST", body.getTerminator(),
           "the kernel ends here");
  if (state.engine.spread)
    report(state.engine.spread,
           "the kernel ends with the state of unary_bcast; unary_bcast_uninit is missing",
           body.getTerminator(), "the kernel ends here");
  return failure(failed);
}
