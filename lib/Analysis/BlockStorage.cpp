//===- BlockStorage.cpp - Where block values live, and how long -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/BlockStorage.h"

using namespace mlir;
using namespace tilium;

/// The iter_arg that `use`, an initial value of a loop, starts; null if it is a bound.
static BlockArgument startedArgument(scf::ForOp loop, OpOperand &use) {
  return loop.getTiedLoopRegionIterArg(&use);
}

static bool sidesStayOpen(scf::IfOp branch, unsigned result);

/// Whether `block` is defined within `op`.
static bool isInside(Operation *op, Value block) {
  return op->isAncestor(block.getParentBlock()->getParentOp());
}

/// The block whose reserved pages `block` has, if it continues one that is open.
static Value originOf(Value block) {
  Operation *op = block.getDefiningOp();
  if (auto matmul = dyn_cast_or_null<tt::MatmulOp>(op))
    return matmul.getAcc() && isBlock(matmul.getAcc()) ? originOf(matmul.getAcc()) : block;
  if (auto loop = dyn_cast_or_null<scf::ForOp>(op)) {
    unsigned result = cast<OpResult>(block).getResultNumber();
    return isOpenArgument(loop.getRegionIterArg(result)) ? originOf(loop.getInitArgs()[result])
                                                         : block;
  }
  if (auto branch = dyn_cast_or_null<scf::IfOp>(op)) {
    unsigned result = cast<OpResult>(block).getResultNumber();
    Value origin = originOf(branch.thenYield().getOperand(result));
    bool continues = sidesStayOpen(branch, result) && !isInside(branch, origin);
    return continues ? origin : block;
  }
  return block;
}

/// Whether the sides of a branch leave the same reserved pages open: both continue one open block
/// of before the branch, or both start one. Where only one side starts a block, the other's is
/// another one, and both are closed.
static bool sidesStayOpen(scf::IfOp branch, unsigned result) {
  Value sides[] = {branch.thenYield().getOperand(result), branch.elseYield().getOperand(result)};
  bool starts[2];
  for (auto [i, side] : llvm::enumerate(sides)) {
    // What a loop carries counts as open here: its uses, of which this is one, decide that.
    if (!isa<BlockArgument>(side) && !canBeOpen(side))
      return false;
    starts[i] = isInside(branch, originOf(side));
  }
  return starts[0] == starts[1] && (starts[0] || originOf(sides[0]) == originOf(sides[1]));
}

bool tilium::isContinuation(OpOperand &use) {
  if (!isBlock(use.get()))
    return false;
  Operation *owner = use.getOwner();
  if (auto matmul = dyn_cast<tt::MatmulOp>(owner))
    return matmul.getAcc() && use.get() == matmul.getAcc() &&
           use.getOperandNumber() == matmul.getAccMutable().begin()->getOperandNumber();
  return isa<scf::ForOp, scf::YieldOp>(owner);
}

bool tilium::continuesOpen(OpOperand &use) {
  if (!isContinuation(use))
    return false;
  Operation *owner = use.getOwner();
  if (isa<tt::MatmulOp>(owner))
    return true;
  if (auto loop = dyn_cast<scf::ForOp>(owner))
    return isOpenArgument(startedArgument(loop, use));
  Operation *parent = owner->getParentOp();
  if (auto loop = dyn_cast<scf::ForOp>(parent))
    return isOpenArgument(loop.getRegionIterArg(use.getOperandNumber()));
  auto branch = dyn_cast<scf::IfOp>(parent);
  return branch && sidesStayOpen(branch, use.getOperandNumber());
}

bool tilium::isOpenArgument(BlockArgument argument) {
  // A loop that yields its own argument unchanged says nothing about it: look at the other uses.
  bool used = false;
  for (OpOperand &use : argument.getUses()) {
    if (isa<scf::YieldOp>(use.getOwner()) && use.getOwner()->getBlock() == argument.getOwner())
      return false;
    if (!continuesOpen(use))
      return false;
    used = true;
  }
  return used;
}

bool tilium::isOpen(Value block) {
  return canBeOpen(block) && !block.use_empty() &&
         llvm::all_of(block.getUses(), [](OpOperand &use) { return continuesOpen(use); });
}

bool tilium::canBeOpen(Value block) {
  if (auto argument = dyn_cast<BlockArgument>(block))
    return isOpenArgument(argument);
  Operation *op = block.getDefiningOp();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return isOpenArgument(loop.getRegionIterArg(cast<OpResult>(block).getResultNumber()));
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return sidesStayOpen(branch, cast<OpResult>(block).getResultNumber());
  return getRole(op) == tt::KernelRole::Compute;
}

Value tilium::getStorage(Value block) {
  if (auto argument = dyn_cast<BlockArgument>(block)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    return loop ? getStorage(loop.getTiedLoopInit(argument)->get()) : Value();
  }
  Operation *op = block.getDefiningOp();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return getStorage(loop.getInitArgs()[cast<OpResult>(block).getResultNumber()]);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return getStorage(branch.thenYield().getOperand(cast<OpResult>(block).getResultNumber()));
  if (auto wait = dyn_cast<tt::WaitOp>(op))
    return wait.getCb();
  if (auto producer = dyn_cast<tt::BlockOpInterface>(op))
    return producer.getInto();
  return {};
}

SmallVector<OpOperand *> tilium::getReads(Value block) {
  SmallVector<OpOperand *> reads;
  for (OpOperand &use : block.getUses())
    if (!isContinuation(use) && !isa<tt::PushOp, tt::PopOp>(use.getOwner()))
      reads.push_back(&use);
  return reads;
}

tt::KernelRole tilium::getRole(Operation *op) { return cast<tt::RoleOpInterface>(op).getRole(); }
