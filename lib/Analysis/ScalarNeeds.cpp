//===- ScalarNeeds.cpp - Which numbers a kernel needs ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/ScalarNeeds.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Analysis/ClosedBlocks.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tilium;

bool tilium::computesNumbersOnly(Operation *op) {
  return isa<scf::ForOp, scf::IfOp>(op) && op->getNumResults() != 0 &&
         llvm::none_of(op->getResults(), [](Value result) { return isBlock(result); }) &&
         isMemoryEffectFree(op);
}

/// The values that `value` is computed from, one step back.
static SmallVector<Value> originsOf(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop)
      return {};
    if (argument == loop.getInductionVar())
      return {loop.getLowerBound(), loop.getUpperBound(), loop.getStep()};
    return {loop.getTiedLoopInit(argument)->get(), loop.getTiedLoopYieldedValue(argument)->get()};
  }
  Operation *op = value.getDefiningOp();
  unsigned index = cast<OpResult>(value).getResultNumber();
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return {loop.getInitArgs()[index],
            loop.getBody()->getTerminator()->getOperand(index),
            loop.getLowerBound(),
            loop.getUpperBound(),
            loop.getStep(),
            loop.getRegionIterArg(index)};
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return {branch.getCondition(), branch.thenYield().getOperand(index),
            branch.elseYield().getOperand(index)};
  return SmallVector<Value>(op->getOperands());
}

static bool isNumber(Value value) { return value.getType().isIntOrIndexOrFloat(); }

bool tilium::dependsOnLoadedScalars(Value value) {
  llvm::SetVector<Value> seen;
  seen.insert(value);
  for (size_t next = 0; next < seen.size(); ++next) {
    if (seen[next].getDefiningOp<tt::LoadScalarOp>())
      return true;
    for (Value origin : originsOf(seen[next]))
      if (isNumber(origin))
        seen.insert(origin);
  }
  return false;
}

void ScalarNeeds::add(Value value) {
  if (isNumber(value))
    needed.insert(value);
}

void ScalarNeeds::addLoop(scf::ForOp loop) {
  add(loop.getLowerBound());
  add(loop.getUpperBound());
  add(loop.getStep());
}

/// Adds what `op` uses, in its regions too, and what decides whether it runs.
void ScalarNeeds::addOperation(Operation *op) {
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      if (!op->isAncestor(operand.getParentBlock()->getParentOp()))
        add(operand);
  });
  addControl(op->getBlock());
}

/// Adds what decides whether and how often the operations of `block` run.
void ScalarNeeds::addControl(Block *block) {
  for (Operation *parent = block->getParentOp(); !isa<func::FuncOp>(parent);
       parent = parent->getParentOp()) {
    if (auto loop = dyn_cast<scf::ForOp>(parent))
      addLoop(loop);
    else if (auto branch = dyn_cast<scf::IfOp>(parent))
      add(branch.getCondition());
  }
}

/// Adds what decides about the branches in `scope`, and in their sides, that carry `block` on in
/// one side alone: it ends in the other one.
void ScalarNeeds::addEnds(Value block, Block &scope) {
  for (auto branch : scope.getOps<scf::IfOp>()) {
    if (!carriesOn(branch, block))
      continue;
    for (Region &region : branch->getRegions()) {
      if (carriesOn(region, block))
        addEnds(block, region.front());
      else
        addControl(branch.thenBlock());
    }
  }
}

/// Adds what decides whether the kernel takes and gives back a block that it does not read.
void ScalarNeeds::addUnread(const ClosedBlocks &blocks) {
  for (Value block : blocks.values()) {
    if (blocks.readerRole(block) != role)
      continue;
    if (blocks.isTakenUnread(block))
      addControl(definingBlock(block));
    if (isCarriedClosed(block))
      addEnds(block, *definingBlock(block));
  }
}

void ScalarNeeds::follow(Value value) {
  // The compute kernel takes what the reader shares, and computes nothing of it.
  if (role == tt::KernelRole::Compute && value.getDefiningOp<tt::ShareScalarOp>())
    return;
  for (Value origin : originsOf(value))
    add(origin);
  // What is computed in a loop needs the loop.
  if (auto argument = dyn_cast<BlockArgument>(value))
    if (auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp()))
      addLoop(loop);
}

ScalarNeeds::ScalarNeeds(func::FuncOp function, tt::KernelRole role) : role(role) {
  function.walk([&](Operation *op) {
    if (auto share = dyn_cast<tt::ShareScalarOp>(op)) {
      // Its operand is the reader's affair; when it runs is both kernels'.
      if (role == tt::KernelRole::Reader)
        addOperation(op);
      else if (role == tt::KernelRole::Compute)
        addControl(op->getBlock());
    } else if (isa<tt::RoleOpInterface>(op) && getRole(op) == role) {
      addOperation(op);
    }
  });
  addUnread(ClosedBlocks(function));
  for (size_t next = 0; next < needed.size(); ++next)
    follow(needed[next]);
}

bool ScalarNeeds::needsResultOf(Operation *op) const {
  return llvm::any_of(op->getResults(), [&](Value result) { return contains(result); });
}
