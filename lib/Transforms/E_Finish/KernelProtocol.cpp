//===- KernelProtocol.cpp - The protocol of one kernel --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/IndexRange.h"

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

/// Pages that a circular buffer holds.
static int64_t capacityOf(Value cb) {
  auto declaration = cb.getDefiningOp<tt::CBOp>();
  return declaration ? declaration.getCbDesc().getNumPages() : 0;
}

/// The circular buffer whose pointer an L1 address is computed from; null if there is none.
static Value addressedBuffer(Value address) {
  if (auto pointer = address.getDefiningOp<GetWritePtrOp>())
    return pointer.getCb();
  if (auto pointer = address.getDefiningOp<GetReadPtrOp>())
    return pointer.getCb();
  if (auto sum = address.getDefiningOp<arith::AddIOp>()) {
    if (Value left = addressedBuffer(sum.getLhs()))
      return left;
    return addressedBuffer(sum.getRhs());
  }
  return {};
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
           "asks for " + Twine(pages) + " pages of '" + name + "', which has " + Twine(capacity));
    return;
  }
  if (isa<CBReserveBackOp>(op)) {
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
    buffer.reserved = std::max<int64_t>(0, buffer.reserved - pages);
  } else if (isa<CBWaitFrontOp>(op)) {
    buffer.waited = std::max(buffer.waited, pages);
    buffer.wait = op;
  } else {
    if (buffer.waited < pages)
      report(op,
             "pops " + Twine(pages) + " pages of '" + name + "' with " + Twine(buffer.waited) +
                 " waited for",
             buffer.wait, "the last wait is here");
    if (buffer.pendingWrite)
      report(op, "gives '" + name + "' back before a write from it has left L1",
             buffer.pendingWrite, "the write is here");
    buffer.waited = std::max<int64_t>(0, buffer.waited - pages);
  }
}

//===----------------------------------------------------------------------===//
// Network on chip
//===----------------------------------------------------------------------===//

void KernelProtocol::visitNoc(Operation *op, ProtocolState &state) {
  if (isa<NocAsyncReadBarrierOp>(op)) {
    for (auto &[id, buffer] : state.cbs)
      buffer.pendingRead = nullptr;
    return;
  }
  if (isa<NocAsyncWritesFlushedOp, NocAsyncWriteBarrierOp>(op)) {
    for (auto &[id, buffer] : state.cbs)
      buffer.pendingWrite = nullptr;
    if (isa<NocAsyncWriteBarrierOp>(op))
      state.unacknowledgedWrite = nullptr;
    return;
  }
  Value address;
  bool isWrite = false;
  if (auto read = dyn_cast<NocAsyncReadPageOp>(op))
    address = read.getL1Address();
  else if (auto read = dyn_cast<NocAsyncReadOp>(op))
    address = read.getL1Address();
  else if (auto write = dyn_cast<NocAsyncWritePageOp>(op)) {
    address = write.getL1Address();
    isWrite = true;
  } else
    return;
  Value cb = addressedBuffer(address);
  if (!cb) {
    report(op, "transfers between the network and an address that is in no circular buffer");
    return;
  }
  CBState &buffer = state.cbs[idOf(cb)];
  if (isWrite) {
    buffer.pendingWrite = state.unacknowledgedWrite = op;
    if (buffer.waited == 0)
      report(op, "writes from '" + cbName(cb) + "' without waiting for its pages");
  } else {
    buffer.pendingRead = op;
    if (buffer.reserved == 0)
      report(op, "reads into '" + cbName(cb) + "' without reserving its pages");
  }
}

//===----------------------------------------------------------------------===//
// DST and engines
//===----------------------------------------------------------------------===//

void KernelProtocol::visitDst(Operation *op, ProtocolState &state) {
  auto expect = [&](DstPhase phase, StringRef message) {
    if (state.dst != phase)
      report(op, message, state.dstCall, "the last call on DST is here");
  };
  if (isa<DstAcquireOp>(op)) {
    expect(DstPhase::Free, "acquires DST that was not released");
    state.dst = DstPhase::Acquired;
  } else if (isa<DstCommitOp>(op)) {
    expect(DstPhase::Acquired, "commits DST that was not acquired");
    state.dst = DstPhase::Committed;
  } else if (isa<DstWaitOp>(op)) {
    expect(DstPhase::Committed, "waits for DST that was not committed");
    state.dst = DstPhase::Packing;
  } else {
    expect(DstPhase::Packing, "releases DST that the packer does not have");
    state.dst = DstPhase::Free;
  }
  state.dstCall = op;
}

/// Checks that tiles `first` to `first + span` of `cb` were waited for.
void KernelProtocol::checkTiles(Operation *op, Value cb, Value first, int64_t span,
                                const ProtocolState &state) {
  auto buffer = state.cbs.find(idOf(cb));
  int64_t waited = buffer == state.cbs.end() ? 0 : buffer->second.waited;
  std::optional<IndexRange> range = getIndexRange(first);
  if (!range || range->smallest < 0 || range->largest + span > waited)
    report(op,
           "reads tiles of '" + cbName(cb) + "' beyond the " + Twine(waited) +
               " that were waited for",
           buffer == state.cbs.end() ? nullptr : buffer->second.wait, "the last wait is here");
}

void KernelProtocol::checkDstIndex(Operation *op, Value index, int64_t span) {
  std::optional<IndexRange> range = getIndexRange(index);
  if (!range || range->smallest < 0 || range->largest + span > dstTiles)
    report(op, "uses tiles of DST beyond the " + Twine(dstTiles) + " that it holds");
}

/// Whether a kernel's engines read two circular buffers alike. An initialisation for one serves the
/// other then: what it sets follows from the format and the way to DST.
static bool readAlike(func::FuncOp kernel, Value a, Value b) {
  auto format = [](Value cb) { return cast<tt::CBType>(cb.getType()).getFormat(); };
  if (a == b)
    return true;
  auto config = kernel->getAttrOfType<tt::ComputeConfigAttr>("tt.compute_config");
  auto goesToDst = [&](Value cb) {
    return config && llvm::is_contained(config.getUnpackToDestFp32(), idOf(cb));
  };
  return format(a) == format(b) && goesToDst(a) == goesToDst(b);
}

/// Whether two initialisations leave the engines in the same state.
static bool sameSetup(func::FuncOp kernel, Operation *x, Operation *y) {
  if (x == y)
    return true;
  if (!x || !y || x->getName() != y->getName() ||
      x->getPropertiesAsAttribute() != y->getPropertiesAsAttribute())
    return false;
  return llvm::all_of(llvm::zip(x->getOperands(), y->getOperands()), [&](auto pair) {
    auto [a, b] = pair;
    return a == b || (isa<tt::CBType>(a.getType()) && isa<tt::CBType>(b.getType()) &&
                      readAlike(kernel, a, b));
  });
}

/// Checks that the engines were last initialised for such an operation. The vector engine has an
/// initialisation of its own, which leaves those of unpack and math as they are.
void KernelProtocol::checkSetup(Operation *op, const ProtocolState &state) {
  bool matches = false;
  Operation *setup = isa<FillTileOp>(op) ? state.vectorSetup : state.setup;
  if (auto matmul = dyn_cast<MatmulBlockOp>(op)) {
    auto init = dyn_cast_or_null<MatmulBlockInitOp>(setup);
    matches = init && readAlike(kernel, init.getA(), matmul.getA()) &&
              readAlike(kernel, init.getB(), matmul.getB()) &&
              init.getTranspose() == matmul.getTranspose() && init.getCt() == matmul.getCt() &&
              init.getRt() == matmul.getRt() && init.getKt() == matmul.getKt();
  } else if (auto copy = dyn_cast<CopyTileOp>(op)) {
    auto init = dyn_cast_or_null<CopyInitOp>(setup);
    matches = init && readAlike(kernel, init.getCb(), copy.getCb());
  } else if (auto transpose = dyn_cast<TransposeTileOp>(op)) {
    auto init = dyn_cast_or_null<TransposeInitOp>(setup);
    matches = init && readAlike(kernel, init.getCb(), transpose.getCb());
  } else {
    matches = isa_and_nonnull<FillTileInitOp>(setup);
  }
  if (!matches)
    report(op, "runs without its initialisation", setup, "the engines were last initialised here");
}

void KernelProtocol::visitEngine(Operation *op, ProtocolState &state) {
  if (isa<MatmulBlockInitOp, CopyInitOp, TransposeInitOp>(op)) {
    state.setup = op;
    return;
  }
  if (isa<FillTileInitOp>(op)) {
    state.vectorSetup = op;
    return;
  }
  if (auto pack = dyn_cast<PackTileOp>(op)) {
    if (state.dst != DstPhase::Packing)
      report(op, "packs DST that the packer does not have", state.dstCall,
             "the last call on DST is here");
    checkDstIndex(op, pack.getDstIndex(), 1);
    auto buffer = state.cbs.find(idOf(pack.getCb()));
    int64_t reserved = buffer == state.cbs.end() ? 0 : buffer->second.reserved;
    std::optional<IndexRange> page =
        pack.getTile() ? getIndexRange(pack.getTile()) : IndexRange{0, 0};
    if (!page || page->smallest < 0 || page->largest >= reserved)
      report(op, "packs to pages of '" + cbName(pack.getCb()) + "' beyond the " + Twine(reserved) +
                     " reserved");
    return;
  }
  Value dstIndex;
  int64_t span = 1;
  if (auto matmul = dyn_cast<MatmulBlockOp>(op)) {
    span = static_cast<int64_t>(matmul.getRt()) * matmul.getCt();
    dstIndex = matmul.getDstIndex();
    checkTiles(op, matmul.getA(), matmul.getAIndex(),
               (static_cast<int64_t>(matmul.getRt()) - 1) * matmul.getKt() + 1, state);
    checkTiles(op, matmul.getB(), matmul.getBIndex(), matmul.getCt(), state);
  } else if (auto copy = dyn_cast<CopyTileOp>(op)) {
    dstIndex = copy.getDstIndex();
    checkTiles(op, copy.getCb(), copy.getTile(), 1, state);
  } else if (auto transpose = dyn_cast<TransposeTileOp>(op)) {
    dstIndex = transpose.getDstIndex();
    checkTiles(op, transpose.getCb(), transpose.getTile(), 1, state);
  } else if (auto fill = dyn_cast<FillTileOp>(op)) {
    dstIndex = fill.getDstIndex();
  } else {
    return;
  }
  if (state.dst != DstPhase::Acquired)
    report(op, "uses DST that was not acquired", state.dstCall, "the last call on DST is here");
  checkDstIndex(op, dstIndex, span);
  checkSetup(op, state);
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
    if (!buffer.pendingWrite)
      buffer.pendingWrite = other.pendingWrite;
    if (!buffer.reserve)
      buffer.reserve = other.reserve;
    if (!buffer.wait)
      buffer.wait = other.wait;
  }
  if (a.dst != b.dst)
    report(at, what + Twine(" leaves DST in another state"), b.dstCall ? b.dstCall : a.dstCall,
           "the last call on DST is here");
  if (!result.unacknowledgedWrite)
    result.unacknowledgedWrite = b.unacknowledgedWrite;
  // Initialisations for the same thing count as one.
  if (!sameSetup(kernel, a.setup, b.setup))
    result.setup = nullptr;
  if (!sameSetup(kernel, a.vectorSetup, b.vectorSetup))
    result.vectorSetup = nullptr;
  return result;
}

void KernelProtocol::runLoop(scf::ForOp loop, ProtocolState &state) {
  // A first round, without messages, finds out what an iteration leaves to the next one.
  ProtocolState after = state;
  ++quiet;
  run(*loop.getBody(), after);
  --quiet;
  ProtocolState entry = merge(loop, state, after, "an iteration of the loop");
  ProtocolState exit = entry;
  run(*loop.getBody(), exit);
  state = merge(loop, state, exit, "the loop");
}

void KernelProtocol::runBranch(scf::IfOp branch, ProtocolState &state) {
  ProtocolState otherwise = state;
  run(*branch.thenBlock(), state);
  if (branch.elseBlock())
    run(*branch.elseBlock(), otherwise);
  state = merge(branch, state, otherwise, "one side of the branch");
}

void KernelProtocol::visit(Operation *op, ProtocolState &state) {
  if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(op))
    return visitCircularBuffer(op, state);
  if (isa<DstAcquireOp, DstCommitOp, DstWaitOp, DstReleaseOp>(op))
    return visitDst(op, state);
  visitNoc(op, state);
  visitEngine(op, state);
}

void KernelProtocol::run(Block &block, ProtocolState &state) {
  for (Operation &op : block) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      runLoop(loop, state);
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      runBranch(branch, state);
    else
      visit(&op, state);
  }
}

LogicalResult KernelProtocol::check() {
  ProtocolState state;
  Block &body = kernel.getBody().front();
  run(body, state);
  for (auto cb : kernel.getOps<tt::CBOp>()) {
    const CBState &buffer = state.cbs[idOf(cb.getCb())];
    if (buffer.reserved != 0)
      report(buffer.reserve,
             "reserves pages of '" + cb.getBufferName() + "' that are never pushed");
    if (buffer.waited != 0)
      report(buffer.wait, "waits for pages of '" + cb.getBufferName() + "' that are never popped");
  }
  if (state.unacknowledgedWrite)
    report(state.unacknowledgedWrite,
           "writes to a tensor, and the kernel ends without a write barrier");
  if (state.dst != DstPhase::Free)
    report(state.dstCall, "the kernel ends without releasing DST");
  return failure(failed);
}
