//===- HoistReads.cpp - Reads what loops do not change only once ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A block that each turn of a loop reads from the same place of a tensor stays in its circular
// buffer instead. In particular a core that runs several blocks of the grid reads once what they
// share: the weights of a norm, the bias of a layer.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "tilium/Analysis/BlockStorage.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tilium;

/// Whether the program writes the tensor.
static bool isWritten(Value tensor) {
  return llvm::any_of(tensor.getUsers(), [](Operation *user) { return !isa<tt::ReadOp>(user); });
}

/// Whether nothing but this read puts blocks into its circular buffer, and its block is only read.
static bool ownsStorage(tt::ReadOp read) {
  for (OpOperand &use : read.getInto().getUses())
    if (use.getOwner() != read)
      return false;
  return llvm::none_of(read->getResult(0).getUses(),
                       [](OpOperand &use) { return isContinuation(use); });
}

void tilium::hoistReads(func::FuncOp function) {
  SmallVector<tt::ReadOp> reads;
  function.walk([&](tt::ReadOp read) { reads.push_back(read); });
  for (tt::ReadOp read : reads) {
    if (isWritten(read.getTensor()) || !ownsStorage(read))
      continue;
    bool moved = false;
    for (auto loop = dyn_cast<scf::ForOp>(read->getParentOp());
         loop && llvm::all_of(read->getOperands(),
                              [&](Value operand) { return loop.isDefinedOutsideOfLoop(operand); });
         loop = dyn_cast<scf::ForOp>(read->getParentOp())) {
      read->moveBefore(loop);
      moved = true;
    }
    if (!moved || isa<scf::ForOp>(read->getParentOp()))
      continue;
    // One block passes through the buffer: stages would stay empty.
    auto declaration = read.getInto().getDefiningOp<tt::CBOp>();
    tt::CBDescAttr desc = declaration.getCbDesc();
    declaration.setCbDescAttr(tt::CBDescAttr::get(function.getContext(), desc.getFormat(),
                                                  desc.getPageSize(), desc.getBlockPages(),
                                                  /*depth=*/1));
  }
}
