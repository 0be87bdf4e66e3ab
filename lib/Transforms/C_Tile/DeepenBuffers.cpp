//===- DeepenBuffers.cpp - Room for two blocks where kernels hand over ----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// With room for one block the kernel at one end of a circular buffer waits until the other is done
// with it: reading, computing and writing take turns. With room for two they overlap. So buffers
// between two kernels get it, as far as L1 goes, where a loop hands over one block after another.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "tilium/Analysis/BlockStorage.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace tilium;

/// The most blocks of work that any core has.
static int64_t mostBlocksOfWork(func::FuncOp function) {
  auto partition = function->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
  if (!partition)
    return std::numeric_limits<int64_t>::max();
  int64_t most = 0;
  for (tt::CoreWorkAttr work : partition.getCores())
    most = std::max(most, work.getCount());
  return most;
}

/// Whether the loop's body may run more than once.
static bool runsAgain(scf::ForOp loop, int64_t mostBlocks) {
  if (loop.getLowerBound().getDefiningOp<tt::WorkStartOp>())
    return mostBlocks > 1;
  std::optional<APInt> count = loop.getStaticTripCount();
  return !count || count->ugt(1);
}

static bool isRepeated(Operation *op, int64_t mostBlocks) {
  for (auto loop = op->getParentOfType<scf::ForOp>(); loop;
       loop = loop->getParentOfType<scf::ForOp>())
    if (runsAgain(loop, mostBlocks))
      return true;
  return false;
}

/// The circular buffers of depth 1 through which a loop hands blocks from kernel to kernel.
static llvm::SmallSetVector<tt::CBOp, 8> collectHandovers(func::FuncOp function) {
  int64_t mostBlocks = mostBlocksOfWork(function);
  llvm::SmallSetVector<tt::CBOp, 8> handovers;
  function.walk([&](Operation *op) {
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isBlock(operand.get()) || isContinuation(operand))
        continue;
      auto producer = operand.get().getDefiningOp<tt::BlockOpInterface>();
      Value storage = getStorage(operand.get());
      tt::KernelRole role = getRole(op);
      bool crosses = producer ? getRole(producer) != role : role == tt::KernelRole::Writer;
      auto declaration = storage.getDefiningOp<tt::CBOp>();
      if (crosses && declaration.getCbDesc().getDepth() == 1 &&
          isRepeated(producer ? producer : op, mostBlocks))
        handovers.insert(declaration);
    }
  });
  return handovers;
}

void tilium::deepenHandovers(func::FuncOp function, int64_t available) {
  for (auto declaration : function.getOps<tt::CBOp>())
    available -= declaration.getCbDesc().getTotalBytes();
  SmallVector<tt::CBOp> handovers = collectHandovers(function).takeVector();
  // The smallest first, so that as many as possible get their second block.
  llvm::sort(handovers, [](tt::CBOp a, tt::CBOp b) {
    int64_t bytesOfA = a.getCbDesc().getTotalBytes(), bytesOfB = b.getCbDesc().getTotalBytes();
    return bytesOfA != bytesOfB ? bytesOfA < bytesOfB : a->isBeforeInBlock(b);
  });
  for (tt::CBOp declaration : handovers) {
    tt::CBDescAttr desc = declaration.getCbDesc();
    if (desc.getTotalBytes() > available) {
      // Buffers that the compiler adds have the place of the statement that needs them.
      advise(declaration, DiagnosticCode::NoSecondBlock)
          << "L1 has no room for a second block of '" << declaration.getBufferName() << "' ("
          << desc.getTotalBytes() << " bytes, " << available
          << " are free): the kernels at its ends take turns instead of working at the same time";
      return;
    }
    available -= desc.getTotalBytes();
    declaration.setCbDescAttr(tt::CBDescAttr::get(function.getContext(), desc.getFormat(),
                                                  desc.getPageSize(), desc.getBlockPages(),
                                                  /*depth=*/2));
  }
}
