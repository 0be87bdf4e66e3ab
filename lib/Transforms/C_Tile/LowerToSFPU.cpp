//===- LowerToSFPU.cpp - Elementwise operations to tt (C3) ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// What the vector engine does: T.Parallel becomes expressions over tiles (tt.eltwise), T.reduce
// tt.reduce, T.fill tt.fill. After this pass no tile operation is left.
//
//===----------------------------------------------------------------------===//

#include "ElementwiseLowering.h"
#include "EltwiseBuilder.h"
#include "ReduceLowering.h"
#include "Regions.h"
#include "ScanLowering.h"

#include "tilium/Transforms/Passes.h"

#include "tilium/Support/Diagnostics.h"

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

/// A fill of a format that fill_tile does not take, as an expression without operands.
static void fillByExpression(tile::FillOp fill, OnChipBuffer buffer, Attribute constant) {
  OpBuilder builder(fill);
  EltwiseBuilder eltwise(builder, fill.getLoc(), buffer);
  OpBuilder &inner = eltwise.body();
  TypedAttr value = inner.getF32FloatAttr(0.0f);
  bool isFloat = buffer.cb.getType().getFormat() == tt::DataFormat::Fp8_e4m3;
  auto number = dyn_cast<FloatAttr>(constant);
  if (number && !isFloat && isa<Float8E4M3FNType>(number.getType()))
    value = inner.getI32IntegerAttr(number.getValue().bitcastToAPInt().getZExtValue());
  else if (number)
    value = isFloat ? TypedAttr(inner.getF32FloatAttr(number.getValueAsDouble()))
                    : TypedAttr(inner.getI32IntegerAttr(number.getValueAsDouble()));
  else if (auto integer = dyn_cast<IntegerAttr>(constant))
    value = isFloat ? TypedAttr(inner.getF32FloatAttr(integer.getValue().getSExtValue()))
                    : TypedAttr(inner.getI32IntegerAttr(integer.getType().isInteger(1)
                                                            ? integer.getValue().getZExtValue()
                                                            : integer.getValue().getSExtValue()));
  eltwise.finish(arith::ConstantOp::create(inner, fill.getLoc(), value));
}

static LogicalResult lowerFill(tile::FillOp fill) {
  tile::RegionOp region = getRegion(fill.getDestination());
  std::optional<OnChipBuffer> buffer = region ? getOnChipBuffer(region.getBuffer()) : std::nullopt;
  if (!buffer)
    return refuse(fill, DiagnosticCode::TensorOperand)
           << "T.fill works on on-chip buffers; fill one and copy it to the tensor";
  if (failed(requireWholeBuffer(fill, region, "T.fill")))
    return failure();
  // Constants are signless in arith.
  Value value = fill.getValue();
  if (auto cast = value.getDefiningOp<UnrealizedConversionCastOp>())
    value = cast.getOperand(0);
  Attribute constant;
  if (!matchPattern(value, m_Constant(&constant)))
    return fill.emitError() << "T.fill of '" << getBufferName(region)
                            << "' with a value known only at run time; use a constant";
  auto number = dyn_cast<FloatAttr>(constant);
  if (!number || !isFloatFormat(buffer->cb.getType().getFormat())) {
    fillByExpression(fill, *buffer, constant);
    fill.erase();
    return success();
  }
  // The vector engine takes the value as float32; rounding to the buffer's format is the packer's.
  OpBuilder builder(fill);
  auto filling = builder.getF32FloatAttr(static_cast<float>(number.getValueAsDouble()));
  tt::FillOp::create(builder, fill.getLoc(), Type(),
                     arith::ConstantOp::create(builder, fill.getLoc(), filling), buffer->cb);
  fill.erase();
  return success();
}

static LogicalResult lower(Operation *op) {
  if (auto fill = dyn_cast<tile::FillOp>(op))
    return lowerFill(fill);
  if (auto parallel = dyn_cast<tile::ParallelOp>(op))
    return lowerParallel(parallel);
  if (auto reduce = dyn_cast<tile::ReduceOp>(op))
    return lowerReduce(reduce);
  if (auto scan = dyn_cast<tile::ScanOp>(op))
    return lowerScan(scan);
  return op->emitError() << "no engine does '" << op->getName() << "'";
}

/// Elements that nothing computes with any more are gone; what is left steers the program.
static LogicalResult checkNoAccessLeft(func::FuncOp function) {
  SmallVector<memref::LoadOp> loads;
  function.walk([&](memref::LoadOp load) { loads.push_back(load); });
  for (memref::LoadOp load : loads) {
    if (!load->use_empty())
      return refuse(load, DiagnosticCode::DataDependentControl)
             << "an element of a buffer that is computed on chip, or of a tensor that the program "
                "writes, decides about an address, a bound or a branch: the kernels run ahead of "
                "each other, and the number is not there yet; take it from a tensor of integers "
                "that the program only reads, or pass it as an argument of the kernel";
    load.erase();
  }
  return success();
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
    if (failed(lower(op)))
      return failure();
  }
  eraseUnusedRegions(function);
  return checkNoAccessLeft(function);
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
