//===- IdleFormats.cpp - Formats that are set for nothing -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "IdleFormats.h"

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

static bool isNeededBefore(Block &block, bool neededAfter, SmallVectorImpl<Operation *> *idle);

/// Whether something relies on SrcA's format as it is before `op`, if something does after it where
/// `neededAfter` says so. Adds settings that nothing relies on to `idle`, unless that is null.
static bool isNeededBefore(Operation &op, bool neededAfter, SmallVectorImpl<Operation *> *idle) {
  if (isa<ReconfigDataFormatSrcAOp>(op) && !neededAfter && idle)
    idle->push_back(&op);
  if (isa<ReconfigDataFormatOp, ReconfigDataFormatSrcAOp, ComputeKernelHwStartupOp>(op))
    return false;
  // The vector engine's numbers have the range of SrcA's format in a DST of 16 bits.
  if (isa<MatmulBlockOp, CopyTileOp, TransposeTileOp, UnaryBcastOp, FillTileOp, VectorOp>(op))
    return true;
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    bool inThen = isNeededBefore(*branch.thenBlock(), neededAfter, idle);
    bool inElse =
        branch.elseBlock() ? isNeededBefore(*branch.elseBlock(), neededAfter, idle) : neededAfter;
    return inThen || inElse;
  }
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    // What a round needs, the one before has to leave.
    bool neededNext = neededAfter || isNeededBefore(*loop.getBody(), neededAfter, nullptr);
    bool inBody = isNeededBefore(*loop.getBody(), neededNext, idle);
    std::optional<int64_t> first = getConstantIntValue(loop.getLowerBound()),
                           end = getConstantIntValue(loop.getUpperBound());
    bool runs = first && end && *first < *end;
    return inBody || (!runs && neededAfter);
  }
  return neededAfter;
}

static bool isNeededBefore(Block &block, bool neededAfter, SmallVectorImpl<Operation *> *idle) {
  for (Operation &op : llvm::reverse(block))
    neededAfter = isNeededBefore(op, neededAfter, idle);
  return neededAfter;
}

void tilium::eraseIdleFormats(func::FuncOp kernel) {
  SmallVector<Operation *> idle;
  isNeededBefore(kernel.getBody().front(), /*neededAfter=*/false, &idle);
  for (Operation *op : idle)
    op->erase();
}
