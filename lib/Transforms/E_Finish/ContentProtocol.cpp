//===- ContentProtocol.cpp - What pages and DST hold in one kernel --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// KernelProtocol's account of contents: pages are filled before they are published and used before
// they are given back, the packer adds only to what is there, and a kernel that is both ends of a
// circular buffer does not wait for itself.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/Evaluation.h"
#include "tilium/Analysis/IndexRange.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

//===----------------------------------------------------------------------===//
// The packer's accumulation
//===----------------------------------------------------------------------===//

/// The value of `value` in the first rounds of all loops that do not enclose `outside`; null if it
/// is not known.
static Attribute evaluateFirstRound(Value value, Operation *outside) {
  return evaluate(value, [&](Value leaf) -> Attribute {
    auto argument = dyn_cast<BlockArgument>(leaf);
    auto loop = argument ? dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp()) : scf::ForOp();
    if (!loop || leaf != loop.getInductionVar() || loop->isProperAncestor(outside))
      return nullptr;
    return evaluateFirstRound(loop.getLowerBound(), outside);
  });
}

/// Whether `value` is the same in all rounds of `loop`.
static bool isInvariant(Value value, scf::ForOp loop) {
  if (auto argument = dyn_cast<BlockArgument>(value))
    return argument.getOwner() != loop.getBody() &&
           (!loop->isProperAncestor(argument.getOwner()->getParentOp()) ||
            llvm::all_of(argument.getOwner()->getParentOp()->getOperands(),
                         [&](Value operand) { return isInvariant(operand, loop); }));
  Operation *op = value.getDefiningOp();
  return !loop->isProperAncestor(op) ||
         llvm::all_of(op->getOperands(), [&](Value operand) { return isInvariant(operand, loop); });
}

/// Checks that the rounds of a loop do not overwrite each other's pages: a block that every round
/// starts anew is reserved in the loop.
void KernelProtocol::checkOverwriting(PackTileOp pack, const CBState &buffer,
                                      const AccumulationState &accumulation) {
  auto set = dyn_cast_or_null<PackReconfigL1AccOp>(accumulation.call);
  if (!pack.getTile() || !buffer.reserve || (set && !matchPattern(set.getEnable(), m_Zero())))
    return;
  for (Operation *at = pack->getParentOp(); at != kernel; at = at->getParentOp()) {
    auto loop = dyn_cast<scf::ForOp>(at);
    if (!loop || loop->isProperAncestor(buffer.reserve) || getTripCount(loop) == 1 ||
        !isInvariant(pack.getTile(), loop))
      continue;
    report(pack,
           "overwrites pages of '" + cbName(pack.getCb()) + "' that an earlier round has packed",
           loop, "the loop is here");
    return;
  }
}

/// Checks that the packer is set to overwrite or to add for `pack`, not for something before.
void KernelProtocol::checkAccumulation(PackTileOp pack, const ProtocolState &state) {
  const AccumulationState &accumulation = state.accumulation;
  if (accumulation.differs) {
    report(pack, "packs, and whether the packer adds depends on the path", accumulation.call,
           "it was last set here");
    return;
  }
  auto set = dyn_cast_or_null<PackReconfigL1AccOp>(accumulation.call);
  if (!set)
    return;
  Value enable = set.getEnable();
  if (!matchPattern(enable, m_Constant()) &&
      !enable.getParentRegion()->isAncestor(pack->getParentRegion())) {
    report(pack, "packs with whether to add as an earlier loop left it behind", set,
           "it was last set here");
    return;
  }
  auto buffer = state.cbs.find(idOf(pack.getCb()));
  if (buffer == state.cbs.end() || buffer->second.filled || !buffer->second.reserve)
    return;
  auto first = dyn_cast_or_null<IntegerAttr>(evaluateFirstRound(enable, buffer->second.reserve));
  if (first && !first.getValue().isZero())
    report(pack, "adds to pages of '" + cbName(pack.getCb()) + "' that nothing has filled", set,
           "the packer is set to add here");
}

//===----------------------------------------------------------------------===//
// Both ends in one kernel
//===----------------------------------------------------------------------===//

/// Keeps the number of pages that a circular buffer holds if this kernel is both its ends.
void KernelProtocol::visitStored(Operation *op, ProtocolState &state) {
  Value cb = op->getOperand(0);
  CBState &buffer = state.cbs[idOf(cb)];
  if (!inner.contains(idOf(cb)) || !buffer.stored)
    return;
  auto pages = op->getAttrOfType<IntegerAttr>("pages").getInt();
  if (isa<CBPushBackOp>(op))
    *buffer.stored += pages;
  else if (isa<CBPopFrontOp>(op))
    *buffer.stored -= pages;
  else if (isa<CBWaitFrontOp>(op) && *buffer.stored < pages)
    report(op,
           "waits for " + Twine(pages) + " pages of '" + cbName(cb) +
               "', which only this kernel pushes, and it has pushed " + Twine(*buffer.stored),
           cb.getDefiningOp(), "declared here");
  else if (isa<CBReserveBackOp>(op) && capacityOf(cb) - *buffer.stored < pages)
    report(op,
           "reserves " + Twine(pages) + " pages of '" + cbName(cb) +
               "', which only this kernel pops, and " + Twine(capacityOf(cb) - *buffer.stored) +
               " are free",
           cb.getDefiningOp(), "declared here");
}

/// Finds the circular buffers that the kernel both pushes to and pops from.
void KernelProtocol::findInner() {
  llvm::DenseSet<int64_t> pushed;
  kernel.walk([&](CBPushBackOp push) { pushed.insert(idOf(push.getCb())); });
  kernel.walk([&](CBPopFrontOp pop) {
    if (pushed.contains(idOf(pop.getCb())))
      inner.insert(idOf(pop.getCb()));
  });
}

//===----------------------------------------------------------------------===//
// Contents
//===----------------------------------------------------------------------===//

/// Checks that what one kernel publishes for another is filled, and what it takes from one is used.
/// Within one kernel an empty block may stand for a value that is overwritten unseen.
void KernelProtocol::visitFilling(Operation *op, ProtocolState &state) {
  Value cb = op->getOperand(0);
  CBState &buffer = state.cbs[idOf(cb)];
  bool isInner = inner.contains(idOf(cb));
  if (auto push = dyn_cast<CBPushBackOp>(op)) {
    if (!buffer.filled && !isInner && !push.getUnfilled())
      report(op, "publishes pages of '" + cbName(cb) + "' that nothing has filled", buffer.reserve,
             "the last reserve is here");
    buffer.storesNothing = !buffer.filled;
    buffer.filled = false;
  } else if (auto pop = dyn_cast<CBPopFrontOp>(op)) {
    if (!buffer.used && !isInner && !pop.getDiscards())
      report(op, "gives pages of '" + cbName(cb) + "' back that nothing has used", buffer.wait,
             "the last wait is here");
    buffer.used = false;
  }
}

void KernelProtocol::visitContents(Operation *op, ProtocolState &state) {
  auto bufferAt = [&](Value address) -> CBState * {
    Operation *pointer = findPointer(address);
    return pointer ? &state.cbs[idOf(pointer->getOperand(0))] : nullptr;
  };
  if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(op)) {
    visitStored(op, state);
    visitFilling(op, state);
  } else if (isa<NocAsyncReadPageOp, NocAsyncReadOp>(op)) {
    auto page = dyn_cast<NocAsyncReadPageOp>(op);
    Value address = page ? page.getL1Address() : cast<NocAsyncReadOp>(op).getL1Address();
    if (CBState *buffer = bufferAt(address))
      buffer->filled = true;
    if (Value source = page ? Value() : findLocalSource(cast<NocAsyncReadOp>(op)))
      bufferAt(source)->used = true;
  } else if (auto store = dyn_cast<StoreL1Op>(op)) {
    if (CBState *buffer = bufferAt(store.getAddress()))
      buffer->filled = true;
  } else if (auto load = dyn_cast<LoadL1Op>(op)) {
    if (CBState *buffer = bufferAt(load.getAddress()))
      buffer->used = true;
  } else if (isa<NocAsyncWritePageOp, NocAsyncWriteOp>(op)) {
    auto page = dyn_cast<NocAsyncWritePageOp>(op);
    Value address = page ? page.getL1Address() : cast<NocAsyncWriteOp>(op).getL1Address();
    if (CBState *buffer = bufferAt(address))
      buffer->used = true;
  } else if (isa<NocSemaphoreWaitOp>(op)) {
    fillFromOtherCores(state);
  } else {
    visitComputeContents(op, state);
  }
}

void KernelProtocol::visitComputeContents(Operation *op, ProtocolState &state) {
  auto call = dyn_cast<metalium::CallOpInterface>(op);
  if (!call || call.getProcessor() != Processor::Compute)
    return;
  visitUses(op, state);
  if (auto read = dyn_cast<ReadTileValueOp>(op)) {
    state.cbs[idOf(read.getCb())].used = true;
  } else if (isa<PackReconfigL1AccOp>(op)) {
    state.accumulation = {op, false};
  } else if (auto pack = dyn_cast<PackTileOp>(op)) {
    checkAccumulation(pack, state);
    checkOverwriting(pack, state.cbs[idOf(pack.getCb())], state.accumulation);
    state.cbs[idOf(pack.getCb())].filled = true;
  } else if (llvm::any_of(op->getOperandTypes(), [](Type type) { return type.isIndex(); })) {
    // A call on tiles: it takes them from circular buffers and leaves others in DST.
    for (Value operand : op->getOperands()) {
      if (!isa<tt::CBType>(operand.getType()))
        continue;
      CBState &buffer = state.cbs[idOf(operand)];
      if (buffer.storesNothing && inner.contains(idOf(operand)))
        report(op, "takes tiles of '" + cbName(operand) + "' that nothing has filled", buffer.wait,
               "the last wait is here");
      buffer.used = true;
    }
  }
}

//===----------------------------------------------------------------------===//
// Paths
//===----------------------------------------------------------------------===//

static AccumulationState mergeAccumulation(const AccumulationState &a, const AccumulationState &b) {
  auto enableOf = [](const AccumulationState &state) -> Value {
    auto set = dyn_cast_or_null<PackReconfigL1AccOp>(state.call);
    return set ? set.getEnable() : Value();
  };
  auto isOff = [](Value enable) { return !enable || matchPattern(enable, m_Zero()); };
  Value first = enableOf(a), second = enableOf(b);
  bool alike = first == second || (isOff(first) && isOff(second));
  return {b.call ? b.call : a.call, a.differs || b.differs || !alike};
}

/// Where the two sides of a branch meet: what holds on both; used is what one of them uses.
void KernelProtocol::mergeBranchContents(ProtocolState &result, const ProtocolState &a,
                                         const ProtocolState &b) {
  static const CBState untouched;
  auto find = [](const ProtocolState &state, int64_t id) -> const CBState & {
    auto found = state.cbs.find(id);
    return found == state.cbs.end() ? untouched : found->second;
  };
  for (auto &[id, buffer] : result.cbs) {
    const CBState &first = find(a, id), &second = find(b, id);
    buffer.filled = first.filled && second.filled;
    buffer.used = first.used || second.used;
    buffer.storesNothing = first.storesNothing || second.storesNothing;
    buffer.stored = first.stored == second.stored ? first.stored : std::nullopt;
  }
  result.uses = mergeUses(a.uses, b.uses);
  result.accumulation = mergeAccumulation(a.accumulation, b.accumulation);
}

/// Behind a loop, which is taken to run at least once. `exit` is the state after its last round.
void KernelProtocol::leaveLoopContents(scf::ForOp loop, ProtocolState &result,
                                       const ProtocolState &before, const ProtocolState &after,
                                       const ProtocolState &exit) {
  std::optional<int64_t> trips = getTripCount(loop);
  for (auto &[id, buffer] : result.cbs) {
    auto old = before.cbs.find(id), once = after.cbs.find(id), last = exit.cbs.find(id);
    if (last == exit.cbs.end())
      continue;
    buffer.filled = last->second.filled;
    buffer.storesNothing = last->second.storesNothing;
    buffer.used = last->second.used || (old != before.cbs.end() && old->second.used);
    std::optional<int64_t> start = old == before.cbs.end() ? 0 : old->second.stored;
    std::optional<int64_t> end = once == after.cbs.end() ? start : once->second.stored;
    buffer.stored = std::nullopt;
    if (start && end && (trips || *start == *end))
      buffer.stored = *start + (*end - *start) * trips.value_or(0);
  }
  result.uses = exit.uses;
  result.accumulation = exit.accumulation;
}

LogicalResult KernelProtocol::checkContents() {
  findInner();
  followsContents = true;
  checkStartup();
  ProtocolState state;
  run(kernel.getBody().front(), state);
  checkUses();
  return failure(failed);
}
