//===- LowerToSFPU.cpp - Elementwise operations to tt (C3) ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// What the vector engine does: a fill becomes tt.fill. After this pass no tile operation is left.
//
//===----------------------------------------------------------------------===//

#include "Regions.h"

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERTOSFPUPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

static bool isFloatFormat(tt::DataFormat format) {
  return llvm::is_contained(
      {tt::DataFormat::Float32, tt::DataFormat::Float16, tt::DataFormat::Float16_b}, format);
}

static LogicalResult lowerFill(tile::FillOp fill) {
  tile::RegionOp region = getRegion(fill.getDestination());
  auto into = region ? getCircularBuffer(region) : TypedValue<tt::CBType>();
  if (!into)
    return fill.emitError("T.fill works on on-chip buffers; fill one and copy it to the tensor");
  if (failed(requireWholeBuffer(fill, region, "T.fill")))
    return failure();
  if (!isFloatFormat(into.getType().getFormat()))
    return fill.emitError() << "T.fill of '" << getBufferName(region) << "' in "
                            << tt::stringifyDataFormat(into.getType().getFormat())
                            << "; the vector engine fills float32, float16 and bfloat16 buffers";
  FloatAttr constant;
  if (!matchPattern(fill.getValue(), m_Constant(&constant)))
    return fill.emitError() << "T.fill of '" << getBufferName(region)
                            << "' with a value known only at run time; use a constant";
  // The vector engine takes the value as float32; rounding to the buffer's format is the packer's.
  OpBuilder builder(fill);
  auto value = builder.getF32FloatAttr(static_cast<float>(constant.getValueAsDouble()));
  tt::FillOp::create(builder, fill.getLoc(), Type(),
                     arith::ConstantOp::create(builder, fill.getLoc(), value), into);
  fill.erase();
  return success();
}

/// Says what a tile operation without a lowering is, and what would work instead.
static LogicalResult refuse(Operation *op) {
  if (isa<tile::ParallelOp>(op))
    return op->emitError("T.Parallel is not supported: elementwise code has no lowering to the "
                         "vector engine; compute it outside the kernel");
  if (isa<tile::ReduceOp>(op))
    return op->emitError("T.reduce is not supported: reductions have no lowering to the engines; "
                         "reduce outside the kernel");
  return op->emitError() << "no engine does '" << op->getName() << "'";
}

static LogicalResult lowerFunction(func::FuncOp function) {
  SmallVector<Operation *> operations;
  function.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (!isa_and_nonnull<tile::TileDialect>(op->getDialect()) || isa<tile::RegionOp>(op))
      return WalkResult::advance();
    operations.push_back(op);
    return WalkResult::skip();
  });
  for (Operation *op : operations) {
    auto fill = dyn_cast<tile::FillOp>(op);
    if (failed(fill ? lowerFill(fill) : refuse(op)))
      return failure();
  }
  eraseUnusedRegions(function);
  return success();
}

namespace {
class LowerToSFPUPass : public tilium::impl::LowerToSFPUPassBase<LowerToSFPUPass> {
public:
  using LowerToSFPUPassBase::LowerToSFPUPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(lowerFunction(function)))
        return signalPassFailure();
  }
};
} // namespace
