//===- ReduceLowering.cpp - T.reduce to tt.reduce -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The engines combine whole tiles. What TileLang says beyond that is elementwise work around it:
// absolute values and the identity in place of padding before, the destination's value after.
//
//===----------------------------------------------------------------------===//

#include "ReduceLowering.h"

#include "EltwiseBuilder.h"
#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Lowers one reduction.
class ReduceLowering {
public:
  explicit ReduceLowering(tile::ReduceOp reduce)
      : reduce(reduce), builder(reduce), loc(reduce.getLoc()),
        function(reduce->getParentOfType<func::FuncOp>()) {}
  LogicalResult run();

private:
  LogicalResult findBuffers();
  FailureOr<tt::ReduceKind> findKind();
  OnChipBuffer prepareSource(tt::ReduceKind kind);
  void reduceMatrix(tt::ReduceKind kind, OnChipBuffer from, bool alongRow);
  void reduceMatrices(tt::ReduceKind kind, OnChipBuffer from, bool alongRow);
  void reduceOuter(tt::ReduceKind kind, OnChipBuffer from);
  OnChipBuffer createBuffer(StringRef suffix, int64_t rows, int64_t columns,
                            tt::LayoutDescAttr layout, tt::DataFormat format);
  Value combine(OpBuilder &inner, tt::ReduceKind kind, Value a, Value b);

  tile::ReduceOp reduce;
  OpBuilder builder;
  Location loc;
  func::FuncOp function;
  OnChipBuffer source, destination;
  std::string sourceName;
  /// The format between the source and the destination.
  tt::DataFormat wide;
};

} // namespace

LogicalResult ReduceLowering::findBuffers() {
  for (auto [operand, buffer] :
       {std::pair(reduce.getSource(), &source), std::pair(reduce.getDestination(), &destination)}) {
    tile::RegionOp region = getRegion(operand);
    std::optional<OnChipBuffer> found = region ? getOnChipBuffer(region.getBuffer()) : std::nullopt;
    if (!found)
      return refuse(reduce, DiagnosticCode::TensorOperand)
             << "T.reduce works on on-chip buffers; copy the tensor to one first";
    if (failed(requireWholeBuffer(reduce, region, "T.reduce")))
      return failure();
    Type element = cast<MemRefType>(region.getBuffer().getType()).getElementType();
    if (element.isSignlessInteger(8) || element.isInteger(1))
      return refuse(reduce, DiagnosticCode::ReduceDtype)
             << "T.reduce of '" << getBufferName(region)
             << "', whose elements are signed bytes or truth, is not supported; "
                "cast them to int32 in T.Parallel first";
    if (element.isUnsignedInteger(32) && reduce.getKind() != tile::ReduceKind::Sum)
      return refuse(reduce, DiagnosticCode::ReduceDtype)
             << "T.reduce_" << tile::stringifyReduceKind(reduce.getKind()) << " of '"
             << getBufferName(region)
             << "', whose elements are uint32: the engine orders signed numbers; cast them to "
                "int32 "
                "in T.Parallel first";
    if (isa<FloatType>(element) && tt::isInteger(found->cb.getType().getFormat()))
      return refuse(reduce, DiagnosticCode::ReduceDtype)
             << "T.reduce of '" << getBufferName(region)
             << "', whose fp8 numbers are bytes on this chip, is not supported; "
                "cast them to float32 in T.Parallel first";
    *buffer = *found;
  }
  sourceName = getBufferName(getRegion(reduce.getSource()));
  wide = tt::isInteger(source.cb.getType().getFormat()) ? tt::DataFormat::Int32
                                                        : tt::DataFormat::Float32;
  return success();
}

FailureOr<tt::ReduceKind> ReduceLowering::findKind() {
  switch (reduce.getKind()) {
  case tile::ReduceKind::Sum:
  case tile::ReduceKind::AbsSum:
    return tt::ReduceKind::Sum;
  case tile::ReduceKind::Max:
  case tile::ReduceKind::AbsMax:
    return tt::ReduceKind::Max;
  case tile::ReduceKind::Min:
    return tt::ReduceKind::Min;
  default:
    return refuse(reduce, DiagnosticCode::UnsupportedTileOperation)
           << "T.reduce_" << tile::stringifyReduceKind(reduce.getKind())
           << " has no engine; sum, max, min, abssum and absmax have";
  }
}

OnChipBuffer ReduceLowering::createBuffer(StringRef suffix, int64_t rows, int64_t columns,
                                          tt::LayoutDescAttr layout, tt::DataFormat format) {
  auto cb = createCircularBuffer(function, loc, sourceName + suffix.str(), rows, columns, format,
                                 /*depth=*/1);
  return {cb, layout};
}

/// The value that changes nothing.
static Attribute identityOf(OpBuilder &builder, tt::ReduceKind kind, bool isInteger) {
  if (isInteger) {
    int32_t value = kind == tt::ReduceKind::Sum   ? 0
                    : kind == tt::ReduceKind::Max ? std::numeric_limits<int32_t>::min()
                                                  : std::numeric_limits<int32_t>::max();
    return builder.getI32IntegerAttr(value);
  }
  float infinity = std::numeric_limits<float>::infinity();
  return builder.getF32FloatAttr(kind == tt::ReduceKind::Sum   ? 0.0f
                                 : kind == tt::ReduceKind::Max ? -infinity
                                                               : infinity);
}

/// The source with absolute values if they are asked for, and with the identity in its padding
/// along the reduced dimension.
OnChipBuffer ReduceLowering::prepareSource(tt::ReduceKind kind) {
  int64_t dim = static_cast<int64_t>(reduce.getDim());
  int64_t extent = source.layout.getShape()[dim];
  bool isTiled = dim == source.layout.getRowDim() || dim == source.layout.getColDim();
  bool isPadded = isTiled && extent % tt::tileSide != 0;
  bool takesAbsolute =
      reduce.getKind() == tile::ReduceKind::AbsSum || reduce.getKind() == tile::ReduceKind::AbsMax;
  if (!isPadded && !takesAbsolute)
    return source;
  tt::CBType type = source.cb.getType();
  bool isInteger = wide == tt::DataFormat::Int32;
  OnChipBuffer prepared = createBuffer(takesAbsolute ? "_abs" : "_padded", type.getRows(),
                                       type.getCols(), source.layout, wide);
  EltwiseBuilder eltwise(builder, loc, prepared);
  SmallVector<CoordinateIndex> indices;
  for (size_t i = 0; i < source.layout.getShape().size(); ++i)
    indices.push_back(eltwise.coordinate(i));
  Value value = *eltwise.load(source, indices); // Equal layouts always match.
  OpBuilder &inner = eltwise.body();
  if (takesAbsolute)
    value = isInteger ? math::AbsIOp::create(inner, loc, value).getResult()
                      : math::AbsFOp::create(inner, loc, value).getResult();
  if (isPadded) {
    Value position = eltwise.position(eltwise.coordinate(dim));
    Value end = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), extent);
    Value inside = arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::slt, position, end);
    Value identity =
        arith::ConstantOp::create(inner, loc, cast<TypedAttr>(identityOf(inner, kind, isInteger)));
    value = arith::SelectOp::create(inner, loc, inside, value, identity);
  }
  eltwise.finish(value);
  return prepared;
}

Value ReduceLowering::combine(OpBuilder &inner, tt::ReduceKind kind, Value a, Value b) {
  bool isInteger = a.getType().isInteger();
  switch (kind) {
  case tt::ReduceKind::Sum:
    return isInteger ? arith::AddIOp::create(inner, loc, a, b).getResult()
                     : arith::AddFOp::create(inner, loc, a, b).getResult();
  case tt::ReduceKind::Max:
    return isInteger ? arith::MaxSIOp::create(inner, loc, a, b).getResult()
                     : arith::MaximumFOp::create(inner, loc, a, b).getResult();
  case tt::ReduceKind::Min:
    return isInteger ? arith::MinSIOp::create(inner, loc, a, b).getResult()
                     : arith::MinimumFOp::create(inner, loc, a, b).getResult();
  }
  llvm_unreachable("no such kind of reduction");
}

/// A reduction along the rows or columns of several matrices gives a line of tiles for each, which
/// is one row of the destination: elements take the line of their row.
void ReduceLowering::reduceMatrices(tt::ReduceKind kind, OnChipBuffer from, bool alongRow) {
  tt::CBType type = source.cb.getType();
  tt::LayoutDescAttr into = destination.layout;
  int64_t matrices = source.layout.getOuterCount();
  int64_t lineTiles = alongRow ? source.layout.getRowTiles() : source.layout.getColTiles();
  int64_t rowsInto = into.getRowDim() < 0 ? 1 : into.getRows();
  Value lines;
  if (alongRow) {
    Value columns = createBuffer("_reduced", type.getRows(), 1, into, wide).cb;
    tt::ReduceOp::create(builder, loc, Type(), kind, tt::ReduceDim::Row, from.cb, columns);
    lines = createBuffer("_lines", 1, type.getRows(), into, wide).cb;
    tt::TransposeOp::create(builder, loc, Type(), columns, lines);
  } else {
    lines = createBuffer("_lines", matrices, type.getCols(), into, wide).cb;
    tt::ReduceOp::create(builder, loc, Type(), kind, tt::ReduceDim::Column, from.cb, lines);
  }

  EltwiseBuilder eltwise(builder, loc, destination);
  OpBuilder &inner = eltwise.body();
  Value old = reduce.getClear() ? Value() : eltwise.loadResult();
  AffineExpr tileRow = inner.getAffineDimExpr(0), tileColumn = inner.getAffineDimExpr(1);
  int64_t rowTiles = llvm::divideCeil(rowsInto, tt::tileSide);
  Value value;
  for (int64_t row = 0; row < std::min(rowsInto, tt::tileSide); ++row) {
    // In a last tile that is not full, rows of the padding take some line.
    AffineExpr line = rowTiles == 1 ? tileRow * rowsInto + row
                                    : tileRow.floorDiv(rowTiles) * rowsInto +
                                          ((tileRow % rowTiles) * tt::tileSide + row) % rowsInto;
    Value ofRow = eltwise.loadFirstRow(lines, line * lineTiles + tileColumn);
    if (!value) {
      value = ofRow;
      continue;
    }
    Value start = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), row);
    Value reached =
        arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::sge, eltwise.rowInTile(), start);
    value = arith::SelectOp::create(inner, loc, reached, ofRow, value);
  }
  eltwise.finish(old ? combine(inner, kind, old, value) : value);
}

/// A reduction over whole matrices: their tiles are combined element by element.
void ReduceLowering::reduceOuter(tt::ReduceKind kind, OnChipBuffer from) {
  int64_t dim = static_cast<int64_t>(reduce.getDim());
  int64_t extent = source.layout.getShape()[dim];
  bool keepsDim = destination.layout.getShape().size() == source.layout.getShape().size();
  EltwiseBuilder eltwise(builder, loc, destination);
  OpBuilder &inner = eltwise.body();
  Value sum = reduce.getClear() ? Value() : eltwise.loadResult();
  for (int64_t position = 0; position < extent; ++position) {
    SmallVector<CoordinateIndex> indices(source.layout.getShape().size());
    for (auto [d, index] : llvm::enumerate(indices)) {
      bool isRow = static_cast<int64_t>(d) == source.layout.getRowDim();
      bool isColumn = static_cast<int64_t>(d) == source.layout.getColDim();
      int64_t resultDim = isRow      ? destination.layout.getRowDim()
                          : isColumn ? destination.layout.getColDim()
                                     : static_cast<int64_t>(d) -
                                           (static_cast<int64_t>(d) > dim && !keepsDim ? 1 : 0);
      index.factors.assign(destination.layout.getShape().size(), 0);
      if (static_cast<int64_t>(d) == dim)
        index.constant = position;
      else if (resultDim >= 0)
        index.factors[resultDim] = 1;
    }
    Value value = *eltwise.load(from, indices); // Whole matrices lie alike in tiles.
    sum = sum ? combine(inner, kind, sum, value) : value;
  }
  eltwise.finish(sum);
}

/// A reduction along the rows or columns of one matrix.
void ReduceLowering::reduceMatrix(tt::ReduceKind kind, OnChipBuffer from, bool alongRow) {
  tt::CBType type = source.cb.getType();
  int64_t rows = alongRow ? type.getRows() : 1, columns = alongRow ? 1 : type.getCols();
  tt::ReduceDim direction = alongRow ? tt::ReduceDim::Row : tt::ReduceDim::Column;
  // Rows give a column, columns a row. It may lie the other way in its buffer.
  tt::LayoutDescAttr layout = destination.layout;
  int64_t otherDim = alongRow ? layout.getColDim() : layout.getRowDim();
  bool crossed = otherDim >= 0 && layout.getShape()[otherDim] > 1;
  if (!crossed && reduce.getClear()) {
    tt::ReduceOp::create(builder, loc, Type(), kind, direction, from.cb, destination.cb);
    return;
  }
  if (crossed)
    layout =
        tt::LayoutDescAttr::get(layout.getContext(), layout.getShape(), layout.getFormat(),
                                layout.getMemory(), layout.getDistribution(), layout.getColDim(),
                                layout.getRowDim(), layout.getColBlock(), layout.getRowBlock());
  OnChipBuffer reduced = createBuffer("_reduced", rows, columns, layout, wide);
  tt::ReduceOp::create(builder, loc, Type(), kind, direction, from.cb, reduced.cb);
  EltwiseBuilder eltwise(builder, loc, destination);
  SmallVector<CoordinateIndex> indices;
  for (size_t i = 0; i < destination.layout.getShape().size(); ++i)
    indices.push_back(eltwise.coordinate(i));
  Value value =
      *eltwise.load(reduced, indices); // Layouts match, or are each other's transposition.
  if (!reduce.getClear())
    value = combine(eltwise.body(), kind, eltwise.loadResult(), value);
  eltwise.finish(value);
}

LogicalResult ReduceLowering::run() {
  FailureOr<tt::ReduceKind> kind = findKind();
  if (failed(kind) || failed(findBuffers()))
    return failure();
  int64_t dim = static_cast<int64_t>(reduce.getDim());
  bool alongRow = dim == source.layout.getColDim(), alongColumn = dim == source.layout.getRowDim();
  OnChipBuffer from = prepareSource(*kind);
  if (!alongRow && !alongColumn)
    reduceOuter(*kind, from);
  else if (source.layout.getOuterCount() != 1)
    reduceMatrices(*kind, from, alongRow);
  else
    reduceMatrix(*kind, from, alongRow);
  reduce.erase();
  return success();
}

LogicalResult tilium::lowerReduce(tile::ReduceOp reduce) { return ReduceLowering(reduce).run(); }
