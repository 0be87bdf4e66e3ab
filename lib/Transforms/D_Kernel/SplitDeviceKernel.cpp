//===- SplitDeviceKernel.cpp - Reader, compute and writer (D1) ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// First every closed block gets its channel in the whole program: tt.push after its definition,
// tt.wait before its first reader, tt.pop after its last one. Then each kernel is a copy of the
// program with the operations of its role and the control flow and arithmetic that they need.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Analysis/ClosedBlocks.h"
#include "tilium/Analysis/ScalarNeeds.h"
#include "tilium/Support/Diagnostics.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

namespace tilium {
#define GEN_PASS_DEF_SPLITDEVICEKERNELPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

namespace {

/// Puts tt.push, tt.wait and tt.pop around the closed blocks of a function, and remembers the
/// kernel each of them belongs to.
class ChannelInsertion {
public:
  /// Openness is a property of the uses, which the channels change: it is decided here, before.
  explicit ChannelInsertion(func::FuncOp function) : function(function), blocks(function) {}
  void run();

  DenseMap<Operation *, tt::KernelRole> roles;

private:
  void insert(Value block);
  void push(Value block, tt::KernelRole role);
  void popAfter(Operation *last, tt::WaitOp wait);
  void popWhereNotCarried(Value block, tt::WaitOp wait, tt::KernelRole readerRole, Block &scope);

  /// Where a block ends: after its last reader, or at the start of a side that reads it no more.
  struct Pop {
    tt::WaitOp wait;
    Block *block;
    Operation *after; ///< Null at the start of `block`.
  };

  func::FuncOp function;
  ClosedBlocks blocks;
  SmallVector<Pop> pops;
};

} // namespace

/// Whether the definition of `block` fills pages (and does not just carry a block on).
static bool fillsPages(Value block) {
  if (isa<BlockArgument>(block))
    return false;
  Operation *op = block.getDefiningOp();
  return isa<tt::BlockOpInterface>(op) || canBeOpen(block);
}

void ChannelInsertion::push(Value block, tt::KernelRole role) {
  OpBuilder builder(function.getContext());
  builder.setInsertionPointAfter(block.getDefiningOp());
  auto push = tt::PushOp::create(builder, block.getLoc(), block, getStorage(block));
  roles[push] = role;
}

/// The last operation of `side` that reads what `wait` waits for, directly or nested; null if none.
static Operation *lastReader(Block &side, tt::WaitOp wait) {
  Operation *last = nullptr;
  for (Operation *user : wait.getValue().getUsers())
    if (Operation *ancestor = side.findAncestorOpInBlock(*user))
      if (!last || last->isBeforeInBlock(ancestor))
        last = ancestor;
  return last;
}

/// Whether something reads what `wait` waits for before the start of `side`.
static bool isReadBefore(Block &side, tt::WaitOp wait) {
  for (Operation *at = side.getParentOp(); at->getBlock(); at = at->getParentOp()) {
    for (Operation *user : wait.getValue().getUsers())
      if (Operation *ancestor = at->getBlock()->findAncestorOpInBlock(*user))
        if (!isa<tt::PopOp>(user) && ancestor->isBeforeInBlock(at))
          return true;
    if (at->getBlock() == wait->getBlock())
      break;
  }
  return false;
}

/// The block of a region of a branch, made if the region has none.
static Block &sideOf(Region &region, scf::IfOp branch) {
  if (region.empty()) {
    OpBuilder builder(branch.getContext());
    builder.createBlock(&region);
    scf::YieldOp::create(builder, branch.getLoc());
  }
  return region.front();
}

/// Whether a side of the branch makes a block in the circular buffer `cb`.
static bool fillsAnew(scf::IfOp branch, Value cb) {
  return branch
      ->walk([&](tt::BlockOpInterface op) {
        return op.getInto() == cb ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The block ends after `last`. A branch that fills its pages anew must find them free: there it
/// ends in each of the sides.
void ChannelInsertion::popAfter(Operation *last, tt::WaitOp wait) {
  auto branch = dyn_cast<scf::IfOp>(last);
  if (!branch || !fillsAnew(branch, wait.getCb())) {
    pops.push_back({wait, last->getBlock(), last});
    return;
  }
  for (Region &region : branch->getRegions()) {
    Block &side = sideOf(region, branch);
    if (Operation *lastInSide = lastReader(side, wait))
      popAfter(lastInSide, wait);
    else
      pops.push_back({wait, &side, nullptr});
  }
}

/// A block that only one side of a branch carries on ends in the other one: after its last reader
/// there, or unread. `wait` is null where nobody reads the block.
void ChannelInsertion::popWhereNotCarried(Value block, tt::WaitOp wait, tt::KernelRole readerRole,
                                          Block &scope) {
  for (auto branch : llvm::make_early_inc_range(scope.getOps<scf::IfOp>())) {
    if (!carriesOn(branch, block))
      continue;
    OpBuilder builder(function.getContext());
    for (Region &region : branch->getRegions()) {
      if (carriesOn(region, block)) {
        popWhereNotCarried(block, wait, readerRole, region.front());
        continue;
      }
      Block &side = sideOf(region, branch);
      if (Operation *last = wait ? lastReader(side, wait) : nullptr) {
        popAfter(last, wait);
        continue;
      }
      builder.setInsertionPointToStart(&side);
      auto discarded =
          tt::WaitOp::create(builder, branch.getLoc(), block.getType(), getStorage(block));
      roles[discarded] = readerRole;
      popAfter(discarded, discarded);
    }
  }
}

void ChannelInsertion::insert(Value block) {
  SmallVector<OpOperand *> reads = getReads(block);
  bool filled = fillsPages(block), carried = isCarriedClosed(block);
  auto producer = block.getDefiningOp<tt::BlockOpInterface>();
  tt::KernelRole producerRole = producer ? getRole(producer) : tt::KernelRole::Compute;
  Value cb = getStorage(block);
  tt::KernelRole readerRole = blocks.readerRole(block);
  Location loc = block.getLoc();
  Block *scope = definingBlock(block);

  // The first operation of the scope that reads the block, directly or nested.
  Operation *first = nullptr;
  for (OpOperand *use : reads) {
    Operation *ancestor = scope->findAncestorOpInBlock(*use->getOwner());
    if (!first || ancestor->isBeforeInBlock(first))
      first = ancestor;
  }
  OpBuilder builder(function.getContext());
  tt::WaitOp wait;
  if (!reads.empty() || blocks.isTakenUnread(block)) {
    // A block that nobody reads is taken and given back at once, or waited for to be carried.
    if (first)
      builder.setInsertionPoint(first);
    else if (isa<BlockArgument>(block))
      builder.setInsertionPointToStart(scope);
    else
      builder.setInsertionPointAfter(block.getDefiningOp());
    wait = tt::WaitOp::create(builder, first ? first->getLoc() : loc, block.getType(), cb);
    roles[wait] = readerRole;
    for (OpOperand *use : reads)
      use->set(wait.getValue());
    if (!carried)
      popAfter(first ? lastReader(*scope, wait) : wait.getOperation(), wait);
  }
  if (carried)
    popWhereNotCarried(block, wait, readerRole, *scope);
  if (filled)
    push(block, producerRole);
}

void ChannelInsertion::run() {
  for (Value block : blocks.values())
    insert(block);
  // Last ones first, so that several pops at one place come out in the order of the waits.
  OpBuilder builder(function.getContext());
  for (auto [wait, block, after] : llvm::reverse(pops)) {
    if (after)
      builder.setInsertionPointAfter(after);
    else
      builder.setInsertionPointToStart(block);
    Location loc = after ? after->getLoc() : wait.getLoc();
    bool discards = after ? after == wait : !isReadBefore(*block, wait);
    auto pop = tt::PopOp::create(builder, loc, wait.getValue(), wait.getCb(), discards);
    roles[pop] = roles.lookup(wait);
  }
}

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

namespace {

/// Copies the part of a function that one kernel executes.
class KernelSlice {
public:
  KernelSlice(tt::KernelRole role, const DenseMap<Operation *, tt::KernelRole> &roles,
              const ScalarNeeds &needs)
      : role(role), roles(roles), needs(needs) {}

  LogicalResult slice(func::FuncOp function, OpBuilder &builder);

private:
  LogicalResult cloneBlock(Block &from, OpBuilder &builder);
  LogicalResult cloneLoop(scf::ForOp loop, OpBuilder &builder);
  LogicalResult cloneBranch(scf::IfOp branch, OpBuilder &builder);
  LogicalResult checkControl(Operation *op, ValueRange control);
  void cloneShare(tt::ShareScalarOp share, OpBuilder &builder);
  void cloneLoad(tt::LoadScalarOp load, OpBuilder &builder);
  SmallVector<unsigned> keptValues(Operation *op, function_ref<bool(unsigned)> isOpenAt);
  bool belongs(Operation *op);
  bool hasWork(Operation *op);
  bool isAvailable(Operation *op);
  LogicalResult checkOperands(Operation &op);

  tt::KernelRole role;
  const DenseMap<Operation *, tt::KernelRole> &roles;
  const ScalarNeeds &needs;
  IRMapping mapping;
};

} // namespace

/// Whether the kernel executes `op`. Operations without a role are arithmetic: all kernels may.
bool KernelSlice::belongs(Operation *op) {
  auto known = roles.find(op);
  if (known != roles.end())
    return known->second == role;
  if (isa<tt::RoleOpInterface>(op))
    return getRole(op) == role;
  return true;
}

/// Whether anything in `op` is this kernel's alone.
bool KernelSlice::hasWork(Operation *op) {
  return op
      ->walk([&](Operation *nested) {
        bool hasRole = roles.contains(nested) || isa<tt::RoleOpInterface>(nested);
        bool shares = isa<tt::ShareScalarOp>(nested) && role != tt::KernelRole::Writer;
        return shares || (hasRole && belongs(nested)) ? WalkResult::interrupt()
                                                      : WalkResult::advance();
      })
      .wasInterrupted();
}

/// The carried values that the kernel keeps: numbers that it needs, and for compute the blocks that
/// stay open. Closed blocks are carried by their circular buffer.
SmallVector<unsigned> KernelSlice::keptValues(Operation *op,
                                              function_ref<bool(unsigned)> isOpenAt) {
  auto loop = dyn_cast<scf::ForOp>(op);
  SmallVector<unsigned> kept;
  for (auto [i, value] : llvm::enumerate(op->getResults())) {
    bool isNeeded = needs.contains(value) || (loop && needs.contains(loop.getRegionIterArg(i)));
    if (isBlock(value) ? role == tt::KernelRole::Compute && isOpenAt(i) : isNeeded)
      kept.push_back(i);
  }
  return kept;
}

/// The reader sends what it shares, the compute kernel receives it; all others have it themselves.
void KernelSlice::cloneShare(tt::ShareScalarOp share, OpBuilder &builder) {
  Location loc = share.getLoc();
  if (role == tt::KernelRole::Compute) {
    mapping.map(share.getShared(),
                tt::ReceiveScalarOp::create(builder, loc, share.getShared().getType(),
                                            mapping.lookup(share.getInto()))
                    .getValue());
    return;
  }
  Value scalar = mapping.lookupOrNull(share.getScalar());
  if (role == tt::KernelRole::Reader)
    tt::SendScalarOp::create(builder, loc, scalar, mapping.lookup(share.getInto()));
  if (scalar)
    mapping.map(share.getShared(), scalar);
}

/// A number goes through the page of the kernel that loads it.
void KernelSlice::cloneLoad(tt::LoadScalarOp load, OpBuilder &builder) {
  if (!needs.contains(load.getValue()))
    return;
  auto clone = cast<tt::LoadScalarOp>(builder.clone(*load, mapping));
  if (role == tt::KernelRole::Reader)
    clone.getWriterPageMutable().clear();
  else
    clone.getReaderPageMutable().clear();
}

/// The kernel must have what steers `op`: what ScalarNeeds found for it and ScalarChannels gave it.
LogicalResult KernelSlice::checkControl(Operation *op, ValueRange control) {
  if (llvm::all_of(control, [&](Value value) { return mapping.contains(value); }))
    return success();
  return op->emitOpError("is steered by a number that the ")
         << tt::stringifyKernelRole(role) << " kernel does not have";
}

LogicalResult KernelSlice::cloneLoop(scf::ForOp loop, OpBuilder &builder) {
  if (failed(checkControl(loop, {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()})))
    return failure();
  SmallVector<unsigned> kept =
      keptValues(loop, [&](unsigned i) { return isOpenArgument(loop.getRegionIterArg(i)); });
  SmallVector<Value> inits;
  for (unsigned i : kept)
    inits.push_back(mapping.lookup(loop.getInitArgs()[i]));
  auto clone = scf::ForOp::create(builder, loop.getLoc(), mapping.lookup(loop.getLowerBound()),
                                  mapping.lookup(loop.getUpperBound()),
                                  mapping.lookup(loop.getStep()), inits);
  clone->setDiscardableAttrs(loop->getDiscardableAttrDictionary());
  Block *body = clone.getBody();
  body->clear();
  body->getArgument(0).setLoc(loop.getInductionVar().getLoc());
  mapping.map(loop.getInductionVar(), body->getArgument(0));
  for (auto [position, i] : llvm::enumerate(kept)) {
    body->getArgument(position + 1).setLoc(loop.getRegionIterArg(i).getLoc());
    mapping.map(loop.getRegionIterArg(i), body->getArgument(position + 1));
    mapping.map(loop.getResult(i), clone.getResult(position));
  }
  OpBuilder inner = OpBuilder::atBlockBegin(body);
  if (failed(cloneBlock(*loop.getBody(), inner)))
    return failure();
  SmallVector<Value> yielded;
  Operation *yield = loop.getBody()->getTerminator();
  for (unsigned i : kept)
    yielded.push_back(mapping.lookup(yield->getOperand(i)));
  scf::YieldOp::create(inner, yield->getLoc(), yielded);
  return success();
}

LogicalResult KernelSlice::cloneBranch(scf::IfOp branch, OpBuilder &builder) {
  if (failed(checkControl(branch, branch.getCondition())))
    return failure();
  SmallVector<unsigned> kept =
      keptValues(branch, [&](unsigned i) { return canBeOpen(branch.getResult(i)); });
  SmallVector<Type> types;
  for (unsigned i : kept)
    types.push_back(branch.getResult(i).getType());
  bool hasElse =
      !kept.empty() || (branch.elseBlock() && !branch.elseBlock()->without_terminator().empty());
  auto clone = scf::IfOp::create(builder, branch.getLoc(), types,
                                 mapping.lookup(branch.getCondition()), /*addThenBlock=*/true,
                                 /*addElseBlock=*/hasElse);
  auto cloneSide = [&](Block *from, Block *to) -> LogicalResult {
    to->clear();
    OpBuilder inner = OpBuilder::atBlockBegin(to);
    if (failed(cloneBlock(*from, inner)))
      return failure();
    SmallVector<Value> yielded;
    for (unsigned i : kept)
      yielded.push_back(mapping.lookup(from->getTerminator()->getOperand(i)));
    scf::YieldOp::create(inner, branch.getLoc(), yielded);
    return success();
  };
  if (failed(cloneSide(branch.thenBlock(), clone.thenBlock())) ||
      (hasElse && failed(cloneSide(branch.elseBlock(), clone.elseBlock()))))
    return failure();
  for (auto [position, i] : llvm::enumerate(kept))
    mapping.map(branch.getResult(i), clone.getResult(position));
  return success();
}

/// Whether the kernel has the operands of `op`. It needs no arithmetic on numbers that it has not.
bool KernelSlice::isAvailable(Operation *op) {
  bool isArithmetic = op->getNumRegions() == 0 && isMemoryEffectFree(op);
  return !isArithmetic ||
         llvm::all_of(op->getOperands(), [&](Value operand) { return mapping.contains(operand); });
}

/// The kernel must have what its operations take: all of it is cloned or waited for before.
LogicalResult KernelSlice::checkOperands(Operation &op) {
  if (llvm::all_of(op.getOperands(), [&](Value operand) { return mapping.contains(operand); }))
    return success();
  return op.emitOpError("takes a value that the ")
         << tt::stringifyKernelRole(role) << " kernel does not have";
}

LogicalResult KernelSlice::cloneBlock(Block &from, OpBuilder &builder) {
  for (Operation &op : from.without_terminator()) {
    if (isa<scf::ForOp, scf::IfOp>(op)) {
      if (!hasWork(&op) && !needs.needsResultOf(&op))
        continue;
      auto loop = dyn_cast<scf::ForOp>(op);
      if (failed(loop ? cloneLoop(loop, builder) : cloneBranch(cast<scf::IfOp>(op), builder)))
        return failure();
    } else if (auto share = dyn_cast<tt::ShareScalarOp>(op)) {
      cloneShare(share, builder);
    } else if (auto load = dyn_cast<tt::LoadScalarOp>(op)) {
      cloneLoad(load, builder);
    } else if (belongs(&op) && isAvailable(&op)) {
      if (failed(checkOperands(op)))
        return failure();
      builder.clone(op, mapping);
    }
  }
  return success();
}

/// Erases arithmetic and declarations that the kernel turned out not to need.
static void eraseUnusedOps(func::FuncOp kernel) {
  SmallVector<Operation *> operations;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { operations.push_back(op); });
  for (Operation *op : llvm::reverse(operations)) {
    bool removable = op->getNumRegions() == 0 && !op->hasTrait<OpTrait::IsTerminator>() &&
                     (isa<tt::CBOp>(op) || isMemoryEffectFree(op));
    if (removable && op->use_empty())
      op->erase();
  }
}

LogicalResult KernelSlice::slice(func::FuncOp function, OpBuilder &builder) {
  auto kernel = func::FuncOp::create(builder, function.getLoc(), tt::stringifyKernelRole(role),
                                     function.getFunctionType());
  kernel->setDiscardableAttrs(function->getDiscardableAttrDictionary());
  if (function.getArgAttrsAttr())
    kernel.setArgAttrsAttr(function.getArgAttrsAttr());
  kernel->setAttr("tt.kernel_role", tt::KernelRoleAttr::get(builder.getContext(), role));
  kernel->setAttr("tt.program", builder.getStringAttr(function.getSymName()));
  Block *entry = kernel.addEntryBlock();
  for (auto [from, to] : llvm::zip(function.getArguments(), kernel.getArguments())) {
    to.setLoc(from.getLoc());
    mapping.map(from, to);
  }
  OpBuilder body = OpBuilder::atBlockBegin(entry);
  if (failed(cloneBlock(function.getBody().front(), body)))
    return failure();
  func::ReturnOp::create(body, function.getBody().front().getTerminator()->getLoc());
  eraseUnusedOps(kernel);
  return success();
}

//===----------------------------------------------------------------------===//
// What cannot be split
//===----------------------------------------------------------------------===//

/// The reader runs ahead of the writer, so it must not depend on what the writer writes: every read
/// of a tensor comes before every write of it in the work of a block, outside loops with both.
static LogicalResult checkTensorOrder(func::FuncOp function) {
  DenseMap<Value, SmallVector<tt::WriteOp>> writes;
  function.walk([&](tt::WriteOp write) { writes[write.getTensor()].push_back(write); });
  WalkResult result = function.walk([&](tt::ReadOp read) {
    for (tt::WriteOp write : writes.lookup(read.getTensor())) {
      // The outermost common loop is the one over blocks, which are independent of each other.
      SmallVector<Operation *> around;
      for (Operation *op = read->getParentOp(); op && op != function; op = op->getParentOp())
        if (isa<scf::ForOp>(op) && op->isProperAncestor(write))
          around.push_back(op);
      bool inInnerLoop = around.size() > 1;
      Block *block =
          around.empty() ? &function.getBody().front() : &around.front()->getRegion(0).front();
      Operation *readAt = block->findAncestorOpInBlock(*read);
      Operation *writeAt = block->findAncestorOpInBlock(*write);
      if (!inInnerLoop && (readAt == writeAt || readAt->isBeforeInBlock(writeAt)))
        continue;
      InFlightDiagnostic diagnostic =
          refuse(read, DiagnosticCode::ReadsOwnOutput)
          << "reads a tensor that the same kernel writes: the reader kernel runs "
             "ahead of the writer, so the value would have to flow backwards; "
             "keep it in a shared or fragment buffer, or use two kernels";
      diagnostic.attachNote(write.getLoc()) << "written here";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// Control flow of all kernels is arithmetic: nothing may depend on the contents of a block.
static LogicalResult splitFunction(func::FuncOp function) {
  if (!function->hasAttr("tt.tile_dfg"))
    return function.emitError("has no 'tt.tile_dfg'; BuildTileDFGTT builds it");
  if (failed(checkTensorOrder(function)))
    return failure();
  constexpr tt::KernelRole kernels[] = {tt::KernelRole::Reader, tt::KernelRole::Compute,
                                        tt::KernelRole::Writer};
  SmallVector<ScalarNeeds> needs;
  for (tt::KernelRole role : kernels)
    needs.emplace_back(function, role);
  ChannelInsertion channels(function);
  channels.run();
  OpBuilder builder(function);
  for (auto [role, needed] : llvm::zip(kernels, needs))
    if (failed(KernelSlice(role, channels.roles, needed).slice(function, builder)))
      return failure();
  function.erase();
  return success();
}

namespace {
class SplitDeviceKernelPass
    : public tilium::impl::SplitDeviceKernelPassBase<SplitDeviceKernelPass> {
public:
  using SplitDeviceKernelPassBase::SplitDeviceKernelPassBase;

  void runOnOperation() override {
    SmallVector<func::FuncOp> functions(getOperation().getOps<func::FuncOp>());
    if (functions.size() > 1) {
      functions[1].emitError("is a second kernel; a program has one");
      return signalPassFailure();
    }
    for (func::FuncOp function : functions)
      if (failed(splitFunction(function)))
        return signalPassFailure();
  }
};
} // namespace
