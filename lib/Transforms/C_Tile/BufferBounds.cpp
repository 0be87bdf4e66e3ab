//===- BufferBounds.cpp - Accesses beyond buffers on chip -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "BufferBounds.h"
#include "EltwiseBuilder.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Analysis/LinearIndex.h"
#include "tilium/Support/Diagnostics.h"

#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;
using namespace tilium;

/// Numbers of the program may be anything; what does not fit is beyond every buffer.
static int64_t multiplySaturated(int64_t a, int64_t b) {
  int64_t product = 0;
  if (!llvm::MulOverflow(a, b, product))
    return product;
  return (a < 0) == (b < 0) ? std::numeric_limits<int64_t>::max()
                            : std::numeric_limits<int64_t>::min();
}
static int64_t addSaturated(int64_t a, int64_t b) {
  int64_t sum = 0;
  if (!llvm::AddOverflow(a, b, sum))
    return sum;
  return b > 0 ? std::numeric_limits<int64_t>::max() : std::numeric_limits<int64_t>::min();
}

/// The smallest and the largest value of `index`, both of which it takes; none where that is not
/// known: its variables all go their own ways, anything else may depend on the rest of the program.
static std::optional<IndexRange> exactRange(Value index, tile::ParallelOp parallel) {
  std::optional<LinearIndex> linear = getLinearIndex(index, &parallel.getBody().front());
  if (!linear || !linear->uniforms.empty())
    return std::nullopt;
  IndexRange range{linear->constant, linear->constant};
  for (auto [variable, factor] : linear->variables) {
    auto extent =
        getConstantIntValue(parallel.getExtents()[cast<BlockArgument>(variable).getArgNumber()]);
    if (!extent || *extent < 1)
      return std::nullopt;
    int64_t &end = factor < 0 ? range.smallest : range.largest;
    end = addSaturated(end, multiplySaturated(factor, *extent - 1));
  }
  return range;
}

/// Whether what is stored depends on `value` whatever the conditions are. `a and b` and `a or b`
/// do not look at b where a decides.
static bool isUsedAlways(Value value) {
  return llvm::any_of(value.getUses(), [](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<memref::StoreOp, scf::IfOp>(user))
      return isa<tile::ParallelOp>(user->getParentOp());
    if (isa<arith::SelectOp>(user) && use.getOperandNumber() != 0)
      return false;
    if (isa<arith::AndIOp, arith::OrIOp>(user) && use.get().getType().isInteger(1))
      return false;
    return llvm::any_of(user->getResults(), isUsedAlways);
  });
}

static LogicalResult checkAccess(Operation *access, Value memref, ValueRange indices,
                                 tile::ParallelOp parallel) {
  std::optional<OnChipBuffer> buffer = getOnChipBuffer(memref);
  if (!buffer)
    return success();
  ArrayRef<int64_t> shape = cast<MemRefType>(memref.getType()).getShape();
  for (auto [dim, index] : llvm::enumerate(indices)) {
    std::optional<IndexRange> range = exactRange(index, parallel);
    if (!range || (range->smallest >= 0 && range->largest < shape[dim]))
      continue;
    return refuse(access, DiagnosticCode::OutsideBuffer)
           << (isa<memref::StoreOp>(access) ? "stores to" : "reads") << " element "
           << (range->smallest < 0 ? range->smallest : range->largest) << " of '"
           << buffer->cb.getDefiningOp<tt::CBOp>().getBufferName() << "' along dimension " << dim
           << ", which has " << shape[dim]
           << "; guard the access with T.if_then_else or if, or make the loop shorter";
  }
  return success();
}

LogicalResult tilium::checkBufferBounds(tile::ParallelOp parallel) {
  WalkResult result = parallel.getBody().walk([&](Operation *op) {
    if (op->getParentOp() != parallel)
      return WalkResult::advance();
    LogicalResult inside = success();
    if (auto store = dyn_cast<memref::StoreOp>(op))
      inside = checkAccess(op, store.getMemref(), store.getIndices(), parallel);
    auto load = dyn_cast<memref::LoadOp>(op);
    if (load && isUsedAlways(load))
      inside = checkAccess(op, load.getMemref(), load.getIndices(), parallel);
    return failed(inside) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}
