//===- LowerTTTileIntrinsics.cpp - Matrix operations to tt (C2) -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// T.gemm becomes tt.matmul, T.transpose tt.transpose. A T.clear that only starts an accumulation is
// folded into the product: the packer then overwrites on the first step instead of adding to zeros.
//
//===----------------------------------------------------------------------===//

#include "Regions.h"

#include "tilium/Transforms/Passes.h"

#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERTTTILEINTRINSICSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

//===----------------------------------------------------------------------===//
// Folding T.clear into T.gemm
//===----------------------------------------------------------------------===//

/// The regions an operation uses of the circular buffer `cb`, nested operations included.
static bool uses(Operation *op, Value cb) {
  WalkResult result = op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands()) {
      if (operand == cb)
        return WalkResult::interrupt();
      auto region = operand.getDefiningOp<tile::RegionOp>();
      if (region && !isa<tile::RegionOp>(nested) && getCircularBuffer(region) == cb)
        return WalkResult::interrupt();
      if (isa<memref::LoadOp, memref::StoreOp>(nested))
        if (auto cast = operand.getDefiningOp<UnrealizedConversionCastOp>())
          if (cast.getOperand(0) == cb)
            return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

static bool runsAtLeastOnce(scf::ForOp loop) {
  auto lower = getConstantIntValue(loop.getLowerBound());
  auto upper = getConstantIntValue(loop.getUpperBound());
  return lower && upper && *lower < *upper;
}

static bool isOperand(tile::GemmOp gemm, Value cb) {
  return getCircularBuffer(getRegion(gemm.getA())) == cb ||
         getCircularBuffer(getRegion(gemm.getB())) == cb;
}

/// The product that is first to use `cb` after `start` in its block, if one surely is, and the
/// loops around it in which that is the first iteration's.
static tile::GemmOp firstProductAfter(Block::iterator start, Block::iterator end, Value cb,
                                      SmallVectorImpl<scf::ForOp> &loops) {
  for (Operation &op : llvm::make_range(start, end)) {
    if (!uses(&op, cb))
      continue;
    if (auto gemm = dyn_cast<tile::GemmOp>(op))
      return isOperand(gemm, cb) ? tile::GemmOp() : gemm;
    auto loop = dyn_cast<scf::ForOp>(op);
    if (!loop || !runsAtLeastOnce(loop))
      return {};
    loops.push_back(loop);
    return firstProductAfter(loop.getBody()->begin(), loop.getBody()->end(), cb, loops);
  }
  return {};
}

static bool isZeroFill(tile::FillOp fill) {
  return matchPattern(fill.getValue(), m_AnyZeroFloat()) || matchPattern(fill.getValue(), m_Zero());
}

/// Makes `gemm` clear its accumulator in the first iteration of all `loops`.
static void addClear(tile::GemmOp gemm, ArrayRef<scf::ForOp> loops) {
  OpBuilder builder(gemm);
  Location loc = gemm.getLoc();
  Value first;
  for (scf::ForOp loop : loops) {
    Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                          loop.getInductionVar(), loop.getLowerBound());
    first = first ? arith::AndIOp::create(builder, loc, first, isFirst).getResult() : isFirst;
  }
  if (!first)
    first = arith::ConstantIntOp::create(builder, loc, builder.getI1Type(), 1);
  if (gemm.getClear())
    first = arith::OrIOp::create(builder, loc, first, gemm.getClear());
  gemm.getClearMutable().assign(first);
}

static void foldClears(func::FuncOp function) {
  SmallVector<tile::FillOp> fills;
  function.walk([&](tile::FillOp fill) { fills.push_back(fill); });
  for (tile::FillOp fill : fills) {
    tile::RegionOp region = getRegion(fill.getDestination());
    Value cb = region ? getCircularBuffer(region) : Value();
    if (!cb || !isZeroFill(fill) ||
        cast<MemRefType>(region.getBuffer().getType()).getShape() != region.getStaticExtents())
      continue;
    SmallVector<scf::ForOp> loops;
    tile::GemmOp gemm =
        firstProductAfter(std::next(fill->getIterator()), fill->getBlock()->end(), cb, loops);
    if (!gemm)
      continue;
    addClear(gemm, loops);
    fill.erase();
  }
}

//===----------------------------------------------------------------------===//
// Products and transpositions
//===----------------------------------------------------------------------===//

/// What the matrix engine multiplies.
static bool isMatrixFormat(tt::DataFormat format) {
  return llvm::is_contained(
      {tt::DataFormat::Float32, tt::DataFormat::Float16, tt::DataFormat::Float16_b}, format);
}

/// Padding along the inner dimension is multiplied too: it is zero when it comes from a tensor, but
/// a fill reaches it.
static LogicalResult checkPaddedOperand(tile::GemmOp gemm, tile::RegionOp region, int64_t dim) {
  int64_t extent = region.getStaticExtents()[dim];
  if (extent % 32 == 0)
    return success();
  auto cb = getCircularBuffer(region);
  tile::FillOp nonZero;
  gemm->getParentOfType<func::FuncOp>().walk([&](tile::FillOp fill) {
    if (getCircularBuffer(getRegion(fill.getDestination())) == cb && !isZeroFill(fill))
      nonZero = fill;
  });
  if (!nonZero)
    return success();
  InFlightDiagnostic diagnostic =
      refuse(gemm, DiagnosticCode::GemmPadding)
      << "T.gemm sums over " << extent << " elements of '" << getBufferName(region)
      << "', no multiple of 32, after a fill that also sets the padding; make the "
         "dimension a multiple of 32";
  diagnostic.attachNote(nonZero.getLoc()) << "filled here";
  return diagnostic;
}

static LogicalResult checkGemm(tile::GemmOp gemm) {
  tile::RegionOp a = getRegion(gemm.getA()), b = getRegion(gemm.getB()), c = getRegion(gemm.getC());
  for (tile::RegionOp region : {a, b, c}) {
    if (!region || !getCircularBuffer(region))
      return refuse(gemm, DiagnosticCode::TensorOperand)
             << "T.gemm works on on-chip buffers; copy '"
             << (region ? getBufferName(region) : "its operand") << "' to a shared buffer first";
    if (failed(requireWholeBuffer(gemm, region, "T.gemm")))
      return failure();
  }
  auto formatOf = [](tile::RegionOp region) {
    return getCircularBuffer(region).getType().getFormat();
  };
  if (!isMatrixFormat(formatOf(a)) || formatOf(a) != formatOf(b))
    return refuse(gemm, DiagnosticCode::GemmDtypes)
           << "T.gemm of " << tt::stringifyDataFormat(formatOf(a)) << " ('" << getBufferName(a)
           << "') and " << tt::stringifyDataFormat(formatOf(b)) << " ('" << getBufferName(b)
           << "'): the matrix engine takes two operands of one format out of "
              "Float32, Float16 and Float16_b; convert with T.copy";
  if (!isMatrixFormat(formatOf(c)))
    return refuse(gemm, DiagnosticCode::GemmDtypes)
           << "T.gemm accumulates in " << tt::stringifyDataFormat(formatOf(c)) << " ('"
           << getBufferName(c) << "'); use a float32, float16 or bfloat16 accumulator";
  int64_t rank = a.getStaticExtents().size(), rankB = b.getStaticExtents().size();
  if (failed(checkPaddedOperand(gemm, a, gemm.getTransposeA() ? rank - 2 : rank - 1)) ||
      failed(checkPaddedOperand(gemm, b, gemm.getTransposeB() ? rankB - 1 : rankB - 2)))
    return failure();
  return success();
}

/// A circular buffer with the tiles of `source` transposed, filled before `op`.
static Value createTransposed(Operation *op, TypedValue<tt::CBType> source,
                              const std::string &name) {
  tt::CBType type = source.getType();
  auto staging = createCircularBuffer(op->getParentOfType<func::FuncOp>(), op->getLoc(), name,
                                      type.getCols(), type.getRows(), type.getFormat(),
                                      /*depth=*/1);
  OpBuilder builder(op);
  tt::TransposeOp::create(builder, op->getLoc(), Type(), source, staging);
  return staging;
}

static LogicalResult lowerGemm(tile::GemmOp gemm) {
  if (failed(checkGemm(gemm)))
    return failure();
  tile::RegionOp regionA = getRegion(gemm.getA());
  Value a = getCircularBuffer(regionA), b = getCircularBuffer(getRegion(gemm.getB()));
  Value into = getCircularBuffer(getRegion(gemm.getC()));
  if (into == a || into == b)
    return refuse(gemm, DiagnosticCode::GemmInPlace)
           << "T.gemm writes '" << getBufferName(getRegion(gemm.getC()))
           << "' while it reads it; accumulate in another buffer";
  // The engine transposes only its second operand.
  if (gemm.getTransposeA())
    a = createTransposed(gemm, getCircularBuffer(regionA), getBufferName(regionA) + "_transposed");
  OpBuilder builder(gemm);
  tt::MatmulOp::create(builder, gemm.getLoc(), Type(), a, b, /*acc=*/Value(), gemm.getClear(), into,
                       gemm.getTransposeBAttr());
  gemm.erase();
  return success();
}

static LogicalResult lowerTranspose(tile::TransposeOp transpose) {
  tile::RegionOp source = getRegion(transpose.getSource());
  tile::RegionOp destination = getRegion(transpose.getDestination());
  for (tile::RegionOp region : {source, destination}) {
    if (!region || !getCircularBuffer(region))
      return refuse(transpose, DiagnosticCode::TensorOperand)
             << "T.transpose works on on-chip buffers; copy to one first";
    if (failed(requireWholeBuffer(transpose, region, "T.transpose")))
      return failure();
  }
  OpBuilder builder(transpose);
  tt::TransposeOp::create(builder, transpose.getLoc(), Type(), getCircularBuffer(source),
                          getCircularBuffer(destination));
  transpose.erase();
  return success();
}

static LogicalResult lowerFunction(func::FuncOp function) {
  foldClears(function);
  SmallVector<Operation *> operations;
  function.walk([&](Operation *op) {
    if (isa<tile::GemmOp, tile::TransposeOp>(op))
      operations.push_back(op);
  });
  for (Operation *op : operations) {
    auto gemm = dyn_cast<tile::GemmOp>(op);
    if (failed(gemm ? lowerGemm(gemm) : lowerTranspose(cast<tile::TransposeOp>(op))))
      return failure();
  }
  eraseUnusedRegions(function);
  return success();
}

namespace {
class LowerTTTileIntrinsicsPass
    : public tilium::impl::LowerTTTileIntrinsicsPassBase<LowerTTTileIntrinsicsPass> {
public:
  using LowerTTTileIntrinsicsPassBase::LowerTTTileIntrinsicsPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(lowerFunction(function)))
        return signalPassFailure();
  }
};
} // namespace
