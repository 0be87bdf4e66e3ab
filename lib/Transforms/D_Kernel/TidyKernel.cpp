//===- TidyKernel.cpp - Cleaning up after a kernel was rewritten ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TidyKernel.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace tilium;

void tilium::tidyKernel(func::FuncOp kernel) {
  DenseMap<Attribute, Operation *> constants;
  Block &entry = kernel.getBody().front();
  SmallVector<Operation *> operations;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { operations.push_back(op); });
  for (Operation *op : operations) {
    auto constant = dyn_cast<arith::ConstantOp>(op);
    if (!constant)
      continue;
    Operation *&known = constants[constant.getValueAttr()];
    if (!known) {
      known = op;
      op->moveBefore(&entry, entry.begin());
      op->setLoc(kernel.getLoc());
    } else {
      op->replaceAllUsesWith(known);
    }
  }
  for (Operation *op : llvm::reverse(operations))
    if (op->use_empty() && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
        !op->hasTrait<OpTrait::IsTerminator>())
      op->erase();
}
