//===- ClosedBlocks.cpp - How closed blocks end ---------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/ClosedBlocks.h"

#include "tilium/Analysis/BlockStorage.h"

using namespace mlir;
using namespace tilium;

Block *tilium::definingBlock(Value block) {
  if (auto argument = dyn_cast<BlockArgument>(block))
    return argument.getOwner();
  return block.getDefiningOp()->getBlock();
}

bool tilium::isCarriedClosed(Value block) {
  return llvm::any_of(block.getUses(),
                      [](OpOperand &use) { return isContinuation(use) && !continuesOpen(use); });
}

bool tilium::carriesOn(Region &region, Value block) {
  return llvm::any_of(block.getUses(), [&](OpOperand &use) {
    return region.isAncestor(use.getOwner()->getParentRegion()) && isContinuation(use) &&
           !continuesOpen(use);
  });
}

bool tilium::carriesOn(scf::IfOp branch, Value block) {
  return llvm::any_of(branch->getRegions(),
                      [&](Region &region) { return carriesOn(region, block); });
}

ClosedBlocks::ClosedBlocks(func::FuncOp function) {
  auto addBlock = [&](Value value) {
    if (isBlock(value) && !isOpen(value))
      closed.push_back(value);
  };
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    llvm::for_each(op->getResults(), addBlock);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        llvm::for_each(block.getArguments(), addBlock);
  });
  findLeftWaited(function);
  for (Value block : closed)
    for (OpOperand *read : getReads(block))
      readerRoles.insert({getStorage(block), getRole(read->getOwner())});
}

/// All blocks that a loop carries are left waited for where one of them is, as each iteration
/// starts like the one before. Whether that leaves more than before.
bool ClosedBlocks::leaveWaited(scf::ForOp loop) {
  bool changed = false;
  for (auto [i, init] : llvm::enumerate(loop.getInitArgs())) {
    if (!isBlock(init) || isOpenArgument(loop.getRegionIterArg(i)))
      continue;
    Value yielded = loop.getBody()->getTerminator()->getOperand(i);
    Value result = loop.getResult(i);
    Value places[] = {init, yielded, loop.getRegionIterArg(i)};
    if (!leftWaited.contains(result) &&
        llvm::none_of(places, [&](Value place) { return leftWaited.contains(place); }))
      continue;
    for (Value place : places)
      changed |= leftWaited.insert(place).second;
    if (isCarriedClosed(result))
      changed |= leftWaited.insert(result).second;
  }
  return changed;
}

/// What the sides of a branch give is left waited for where one of them is.
bool ClosedBlocks::leaveWaited(scf::IfOp branch) {
  bool changed = false;
  for (auto [i, result] : llvm::enumerate(branch.getResults())) {
    if (!isBlock(result) || canBeOpen(result))
      continue;
    Value sides[] = {branch.thenYield().getOperand(i), branch.elseYield().getOperand(i)};
    if (!leftWaited.contains(sides[0]) && !leftWaited.contains(sides[1]))
      continue;
    for (Value side : sides)
      changed |= leftWaited.insert(side).second;
    if (isCarriedClosed(result))
      changed |= leftWaited.insert(result).second;
  }
  return changed;
}

/// A block that is read where it is defined and then carried on stays waited for, and with it what
/// is carried in its place.
void ClosedBlocks::findLeftWaited(func::FuncOp function) {
  for (Value block : closed)
    if (isCarriedClosed(block) && !getReads(block).empty())
      leftWaited.insert(block);
  bool changed = true;
  while (changed) {
    changed = false;
    function.walk([&](scf::ForOp loop) { changed |= leaveWaited(loop); });
    function.walk([&](scf::IfOp branch) { changed |= leaveWaited(branch); });
  }
}

tt::KernelRole ClosedBlocks::readerRole(Value block) const {
  auto reader = readerRoles.find(getStorage(block));
  return reader == readerRoles.end() ? tt::KernelRole::Compute : reader->second;
}

bool ClosedBlocks::isTakenUnread(Value block) const {
  if (!getReads(block).empty())
    return false;
  if (!isCarriedClosed(block))
    return true;
  // What a loop left waited for needs no second wait.
  return leftWaited.contains(block) && !block.getDefiningOp<scf::ForOp>() &&
         !isa<BlockArgument>(block);
}
