//===- CumsumLowering.cpp - T.cumsum to tt.cumsum -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vector engine sums down columns. Sums along rows are transposed before and after. Sums from
// the end are the total without the sums before an element.
//
//===----------------------------------------------------------------------===//

#include "CumsumLowering.h"

#include "EltwiseBuilder.h"
#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Lowers one T.cumsum.
class CumsumLowering {
public:
  explicit CumsumLowering(tile::CumsumOp cumsum)
      : cumsum(cumsum), builder(cumsum), loc(cumsum.getLoc()),
        function(cumsum->getParentOfType<func::FuncOp>()) {}
  LogicalResult run();

private:
  LogicalResult findBuffers();
  OnChipBuffer createBuffer(StringRef suffix, OnChipBuffer like, bool transposed);
  OnChipBuffer withoutPadding(OnChipBuffer from, int64_t dim);
  void subtractFromTotal(OnChipBuffer from, OnChipBuffer sums, OnChipBuffer into);

  tile::CumsumOp cumsum;
  OpBuilder builder;
  Location loc;
  func::FuncOp function;
  OnChipBuffer source, destination;
  std::string name;
};

} // namespace

LogicalResult CumsumLowering::findBuffers() {
  for (auto [operand, buffer] :
       {std::pair(cumsum.getSource(), &source), std::pair(cumsum.getDestination(), &destination)}) {
    tile::RegionOp region = getRegion(operand);
    std::optional<OnChipBuffer> found = region ? getOnChipBuffer(region.getBuffer()) : std::nullopt;
    if (!found)
      return refuse(cumsum, DiagnosticCode::TensorOperand)
             << "T.cumsum works on on-chip buffers; copy the tensor to one first";
    if (failed(requireWholeBuffer(cumsum, region, "T.cumsum")))
      return failure();
    *buffer = *found;
  }
  name = source.cb.getDefiningOp<tt::CBOp>().getBufferName().str();
  tt::DataFormat format = source.layout.getFormat();
  if (!llvm::is_contained(
          {tt::DataFormat::Float32, tt::DataFormat::Float16, tt::DataFormat::Float16_b}, format))
    return refuse(cumsum, DiagnosticCode::ReduceDtype)
           << "T.cumsum of '" << name << "' in " << tt::stringifyDataFormat(format)
           << "; the vector engine sums float32, float16 and bfloat16";
  if (source.layout.getRowDim() != destination.layout.getRowDim() ||
      source.layout.getColDim() != destination.layout.getColDim())
    return refuse(cumsum, DiagnosticCode::ReduceDimension)
           << "T.cumsum of '" << name
           << "' to a buffer that lies in tiles the other way; use a buffer of its own";
  return success();
}

/// A float32 buffer of the shape of `like`, or with its rows and columns exchanged.
OnChipBuffer CumsumLowering::createBuffer(StringRef suffix, OnChipBuffer like, bool transposed) {
  tt::CBType type = like.cb.getType();
  tt::LayoutDescAttr layout = like.layout;
  int64_t rows = type.getRows(), columns = type.getCols();
  if (transposed) {
    std::swap(rows, columns);
    layout =
        tt::LayoutDescAttr::get(layout.getContext(), layout.getShape(), layout.getFormat(),
                                layout.getMemory(), layout.getDistribution(), layout.getColDim(),
                                layout.getRowDim(), layout.getColBlock(), layout.getRowBlock());
  }
  auto cb = createCircularBuffer(function, loc, name + suffix.str(), rows, columns,
                                 tt::DataFormat::Float32, /*depth=*/1);
  return {cb, layout};
}

static SmallVector<CoordinateIndex> ownCoordinates(EltwiseBuilder &eltwise, OnChipBuffer buffer) {
  SmallVector<CoordinateIndex> indices;
  for (size_t dim = 0; dim < buffer.layout.getShape().size(); ++dim)
    indices.push_back(eltwise.coordinate(dim));
  return indices;
}

/// `from` with zeros in its padding along `dim`, for a total over it.
OnChipBuffer CumsumLowering::withoutPadding(OnChipBuffer from, int64_t dim) {
  int64_t extent = from.layout.getShape()[dim];
  if (extent % tt::tileSide == 0)
    return from;
  OnChipBuffer padded = createBuffer("_padded", from, /*transposed=*/false);
  EltwiseBuilder eltwise(builder, loc, padded);
  Value value = *eltwise.load(loc, from, ownCoordinates(eltwise, from)); // Layouts are equal.
  OpBuilder &inner = eltwise.body();
  Value end = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), extent);
  Value inside = arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::slt,
                                       eltwise.position(eltwise.coordinate(dim)), end);
  Value zero = arith::ConstantOp::create(inner, loc, inner.getF32FloatAttr(0.0f));
  eltwise.finish(arith::SelectOp::create(inner, loc, inside, value, zero));
  return padded;
}

/// The sums from each element to the end of its column: total - sum up to it + the element.
void CumsumLowering::subtractFromTotal(OnChipBuffer from, OnChipBuffer sums, OnChipBuffer into) {
  tt::CBType type = from.cb.getType();
  int64_t groups = from.layout.getOuterCount();
  auto total = createCircularBuffer(function, loc, name + "_total", groups, type.getCols(),
                                    tt::DataFormat::Float32, /*depth=*/1);
  tt::ReduceOp::create(builder, loc, Type(), tt::ReduceKind::Sum, tt::ReduceDim::Column, from.cb,
                       total);
  EltwiseBuilder eltwise(builder, loc, into);
  Value element = *eltwise.load(loc, from, ownCoordinates(eltwise, from));
  Value sum = *eltwise.load(loc, sums, ownCoordinates(eltwise, sums));
  // The total is a row for each group: the same buffer with one row.
  SmallVector<int64_t> shape(from.layout.getShape());
  shape[from.layout.getRowDim()] = 1;
  auto layout = tt::LayoutDescAttr::get(from.layout.getContext(), shape, from.layout.getFormat(),
                                        from.layout.getMemory(), from.layout.getDistribution(),
                                        from.layout.getRowDim(), from.layout.getColDim(),
                                        from.layout.getRowBlock(), from.layout.getColBlock());
  SmallVector<CoordinateIndex> indices = ownCoordinates(eltwise, from);
  indices[from.layout.getRowDim()].factors.assign(shape.size(), 0);
  Value all = *eltwise.load(loc, {total, layout}, indices);
  OpBuilder &inner = eltwise.body();
  Value rest = arith::SubFOp::create(inner, loc, all, sum);
  eltwise.finish(arith::AddFOp::create(inner, loc, rest, element));
}

LogicalResult CumsumLowering::run() {
  if (failed(findBuffers()))
    return failure();
  int64_t dim = static_cast<int64_t>(cumsum.getDim());
  bool alongRow = dim == source.layout.getColDim();
  if (!alongRow && dim != source.layout.getRowDim())
    return refuse(cumsum, DiagnosticCode::ReduceDimension)
           << "T.cumsum over dimension " << dim << " of '" << name
           << "', which is neither its rows nor its columns; sum the last two "
              "dimensions of more than one element";
  if (alongRow && source.layout.getOuterCount() != 1)
    return refuse(cumsum, DiagnosticCode::ReduceDimension)
           << "T.cumsum along the rows of several matrices in '" << name
           << "'; sum each matrix on its own";
  OnChipBuffer from = source;
  if (alongRow) {
    from = createBuffer("_transposed", source, /*transposed=*/true);
    tt::TransposeOp::create(builder, loc, Type(), source.cb, from.cb);
  }
  if (cumsum.getReverse())
    from = withoutPadding(from, dim);
  OnChipBuffer into = alongRow ? createBuffer("_summed", source, /*transposed=*/true) : destination;
  OnChipBuffer sums =
      cumsum.getReverse() ? createBuffer("_sums", from, /*transposed=*/false) : into;
  tt::CumsumOp::create(builder, loc, Type(), from.cb, from.layout.getOuterCount(), sums.cb);
  if (cumsum.getReverse())
    subtractFromTotal(from, sums, into);
  if (alongRow)
    tt::TransposeOp::create(builder, loc, Type(), into.cb, destination.cb);
  cumsum.erase();
  return success();
}

LogicalResult tilium::lowerCumsum(tile::CumsumOp cumsum) { return CumsumLowering(cumsum).run(); }
