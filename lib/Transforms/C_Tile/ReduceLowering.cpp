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
  LogicalResult checkDestination(int64_t rows, int64_t columns);
  LogicalResult reduceOuter(tt::ReduceKind kind, OnChipBuffer from);
  OnChipBuffer createBuffer(StringRef suffix, int64_t rows, int64_t columns,
                            tt::LayoutDescAttr layout, tt::DataFormat format);
  Value combine(OpBuilder &inner, tt::ReduceKind kind, Value a, Value b);

  tile::ReduceOp reduce;
  OpBuilder builder;
  Location loc;
  func::FuncOp function;
  OnChipBuffer source, destination;
  std::string sourceName, destinationName;
};

} // namespace

static bool isIntegerFormat(tt::DataFormat format) {
  return llvm::is_contained({tt::DataFormat::Int32, tt::DataFormat::UInt32, tt::DataFormat::UInt16,
                             tt::DataFormat::UInt8, tt::DataFormat::Int8},
                            format);
}

LogicalResult ReduceLowering::findBuffers() {
  for (auto [operand, buffer, name] :
       {std::tuple(reduce.getSource(), &source, &sourceName),
        std::tuple(reduce.getDestination(), &destination, &destinationName)}) {
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
    if (isa<FloatType>(element) && isIntegerFormat(found->cb.getType().getFormat()))
      return refuse(reduce, DiagnosticCode::ReduceDtype)
             << "T.reduce of '" << getBufferName(region)
             << "', whose fp8 numbers are bytes on this chip, is not supported; "
                "cast them to float32 in T.Parallel first";
    *buffer = *found;
    *name = getBufferName(region);
  }
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
  bool isInteger = isIntegerFormat(type.getFormat());
  OnChipBuffer prepared =
      createBuffer(takesAbsolute ? "_abs" : "_padded", type.getRows(), type.getCols(),
                   source.layout, isInteger ? tt::DataFormat::Int32 : tt::DataFormat::Float32);
  EltwiseBuilder eltwise(builder, loc, prepared);
  SmallVector<CoordinateIndex> indices;
  for (size_t i = 0; i < source.layout.getShape().size(); ++i)
    indices.push_back(eltwise.coordinate(i));
  Value value = *eltwise.load(loc, source, indices); // Equal layouts always match.
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

LogicalResult ReduceLowering::checkDestination(int64_t rows, int64_t columns) {
  tt::CBType type = destination.cb.getType();
  if (type.getRows() == rows && type.getCols() == columns)
    return success();
  return refuse(reduce, DiagnosticCode::ReduceShapes)
         << "T.reduce of '" << sourceName << "' gives " << rows << "x" << columns << " tiles, '"
         << destinationName << "' has " << type.getRows() << "x" << type.getCols()
         << "; give it the shape of the source without dimension " << reduce.getDim();
}

/// A reduction over whole matrices: their tiles are combined element by element.
LogicalResult ReduceLowering::reduceOuter(tt::ReduceKind kind, OnChipBuffer from) {
  int64_t dim = static_cast<int64_t>(reduce.getDim());
  int64_t extent = source.layout.getShape()[dim];
  SmallVector<int64_t> outer = source.layout.getOuterDims();
  if (outer.size() != 1)
    return refuse(reduce, DiagnosticCode::ReduceDimension)
           << "T.reduce over dimension " << dim << " of '" << sourceName
           << "', which has several dimensions beyond rows and columns, is not "
              "supported; reduce buffers of three dimensions";
  if (failed(checkDestination(source.layout.getRowTiles(), source.layout.getColTiles())))
    return failure();
  EltwiseBuilder eltwise(builder, loc, destination);
  OpBuilder &inner = eltwise.body();
  Value sum = reduce.getClear() ? Value() : eltwise.loadResult();
  for (int64_t position = 0; position < extent; ++position) {
    SmallVector<CoordinateIndex> indices(source.layout.getShape().size());
    for (auto [d, index] : llvm::enumerate(indices)) {
      bool isRow = static_cast<int64_t>(d) == source.layout.getRowDim();
      int64_t resultDim = isRow ? destination.layout.getRowDim() : destination.layout.getColDim();
      index.factors.assign(destination.layout.getShape().size(), 0);
      if (static_cast<int64_t>(d) == dim)
        index.constant = position;
      else if (resultDim >= 0)
        index.factors[resultDim] = 1;
    }
    FailureOr<Value> value = eltwise.load(loc, from, indices);
    if (failed(value))
      return failure();
    sum = sum ? combine(inner, kind, sum, *value) : *value;
  }
  eltwise.finish(sum);
  reduce.erase();
  return success();
}

LogicalResult ReduceLowering::run() {
  FailureOr<tt::ReduceKind> kind = findKind();
  if (failed(kind) || failed(findBuffers()))
    return failure();
  int64_t dim = static_cast<int64_t>(reduce.getDim());
  bool alongRow = dim == source.layout.getColDim(), alongColumn = dim == source.layout.getRowDim();
  OnChipBuffer from = prepareSource(*kind);
  if (!alongRow && !alongColumn)
    return reduceOuter(*kind, from);

  tt::CBType type = source.cb.getType(), into = destination.cb.getType();
  int64_t rows = alongRow ? type.getRows() : source.layout.getOuterCount();
  int64_t columns = alongRow ? 1 : type.getCols();
  // The vector may lie the other way in its buffer.
  bool crossed = rows != columns && into.getRows() == columns && into.getCols() == rows;
  bool vectorCrossed =
      destination.layout.getShape().size() == 1 &&
      (alongRow ? destination.layout.getColDim() == 0 : destination.layout.getRowDim() == 0) &&
      destination.layout.getShape()[0] > 1;
  crossed = vectorCrossed || (crossed && source.layout.getOuterCount() == 1);
  if (failed(crossed ? checkDestination(columns, rows) : checkDestination(rows, columns)))
    return failure();

  bool isInteger = isIntegerFormat(type.getFormat());
  tt::DataFormat wide = isInteger ? tt::DataFormat::Int32 : tt::DataFormat::Float32;
  tt::ReduceDim direction = alongRow ? tt::ReduceDim::Row : tt::ReduceDim::Column;
  OnChipBuffer target = destination;
  if (crossed || !reduce.getClear()) {
    tt::LayoutDescAttr layout = destination.layout;
    if (crossed)
      layout =
          tt::LayoutDescAttr::get(layout.getContext(), layout.getShape(), layout.getFormat(),
                                  layout.getMemory(), layout.getDistribution(), layout.getColDim(),
                                  layout.getRowDim(), layout.getColBlock(), layout.getRowBlock());
    target = createBuffer("_reduced", rows, columns, layout, wide);
  }
  tt::ReduceOp::create(builder, loc, Type(), *kind, direction, from.cb, target.cb);
  if (target.cb == destination.cb) {
    reduce.erase();
    return success();
  }
  EltwiseBuilder eltwise(builder, loc, destination);
  SmallVector<CoordinateIndex> indices;
  for (size_t i = 0; i < destination.layout.getShape().size(); ++i)
    indices.push_back(eltwise.coordinate(i));
  FailureOr<Value> reduced = eltwise.load(loc, target, indices);
  if (failed(reduced))
    return failure();
  Value value = *reduced;
  if (!reduce.getClear())
    value = combine(eltwise.body(), *kind, eltwise.loadResult(), value);
  eltwise.finish(value);
  reduce.erase();
  return success();
}

LogicalResult tilium::lowerReduce(tile::ReduceOp reduce) { return ReduceLowering(reduce).run(); }
