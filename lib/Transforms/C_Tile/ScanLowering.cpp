//===- ScanLowering.cpp - T.cumsum and T.cummax to tt operations ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vector engine sums float columns. Sums along rows are transposed before and after. Sums from
// the end are the total without the sums before an element.
//
// It has nothing for other scans. They double their reach: after k steps an element holds what
// 2^k elements up to it give, and takes in the element 2^k before it with the next one. The writer
// moves that element to where it is needed (tt.shift_rows).
//
//===----------------------------------------------------------------------===//

#include "ScanLowering.h"

#include "EltwiseBuilder.h"
#include "Regions.h"

#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

using namespace mlir;
using namespace tilium;

namespace {

/// A scan down the rows of tiles of a block: `count` steps of `unitRows` rows, in each of `groups`
/// groups of rows.
struct ScanPath {
  int64_t dim;
  int64_t count;
  int64_t unitRows;
  int64_t groups;
};

/// Lowers one scan.
class ScanLowering {
public:
  explicit ScanLowering(tile::ScanOp scan)
      : scan(scan), builder(scan), loc(scan.getLoc()),
        function(scan->getParentOfType<func::FuncOp>()),
        tileLangName("T.cum" + tile::stringifyScanKind(scan.getKind()).str()) {}
  LogicalResult run();

private:
  LogicalResult findBuffers();
  LogicalResult checkElements(tile::RegionOp region, OnChipBuffer buffer);
  OnChipBuffer createBuffer(StringRef suffix, OnChipBuffer like, bool transposed);
  void copyElements(OnChipBuffer from, OnChipBuffer into);
  OnChipBuffer withoutPadding(OnChipBuffer from, int64_t dim);
  void subtractFromTotal(OnChipBuffer from, OnChipBuffer sums, OnChipBuffer into);
  void sumColumns(OnChipBuffer from, OnChipBuffer into, int64_t dim);
  void scanOuter(int64_t dim);
  void scanMatrices(int64_t dim);
  void scanByDoubling(OnChipBuffer from, OnChipBuffer into, ScanPath path);
  void combineShifted(OnChipBuffer current, OnChipBuffer shifted, OnChipBuffer into, ScanPath path,
                      int64_t distance);

  tile::ScanOp scan;
  OpBuilder builder;
  Location loc;
  func::FuncOp function;
  std::string tileLangName;
  OnChipBuffer source, destination;
  std::string name;
  /// The format between the source and the destination.
  tt::DataFormat wide;
};

} // namespace

LogicalResult ScanLowering::checkElements(tile::RegionOp region, OnChipBuffer buffer) {
  Type element = cast<MemRefType>(region.getBuffer().getType()).getElementType();
  StringRef why, instead = "cast them to int32 in T.Parallel first";
  if (element.isSignlessInteger(8) || element.isInteger(1)) {
    why = "whose elements are signed bytes or truth, is not supported";
  } else if (element.isUnsignedInteger(32) && scan.getKind() == tile::ScanKind::Max) {
    why = "whose elements are uint32: the engine orders signed numbers";
  } else if (isa<FloatType>(element) && tt::isInteger(buffer.layout.getFormat())) {
    why = "whose fp8 numbers are bytes on this chip, is not supported";
    instead = "cast them to float32 in T.Parallel first";
  } else {
    return success();
  }
  return refuse(scan, DiagnosticCode::ReduceDtype)
         << tileLangName << " of '" << getBufferName(region) << "', " << why << "; " << instead;
}

LogicalResult ScanLowering::findBuffers() {
  for (auto [operand, buffer] :
       {std::pair(scan.getSource(), &source), std::pair(scan.getDestination(), &destination)}) {
    tile::RegionOp region = getRegion(operand);
    std::optional<OnChipBuffer> found = region ? getOnChipBuffer(region.getBuffer()) : std::nullopt;
    if (!found)
      return refuse(scan, DiagnosticCode::TensorOperand)
             << tileLangName << " works on on-chip buffers; copy the tensor to one first";
    if (failed(requireWholeBuffer(scan, region, tileLangName)) ||
        failed(checkElements(region, *found)))
      return failure();
    *buffer = *found;
  }
  name = source.cb.getDefiningOp<tt::CBOp>().getBufferName().str();
  wide = tt::isInteger(source.layout.getFormat()) ? tt::DataFormat::Int32 : tt::DataFormat::Float32;
  // Scans keep the shape, and A2 lays buffers that meet in one the same way.
  assert(source.layout.getRowDim() == destination.layout.getRowDim() &&
         source.layout.getColDim() == destination.layout.getColDim());
  return success();
}

/// A buffer of the shape of `like`, or with its rows and columns exchanged, in the wide format.
OnChipBuffer ScanLowering::createBuffer(StringRef suffix, OnChipBuffer like, bool transposed) {
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
  auto cb = createCircularBuffer(function, loc, name + suffix.str(), rows, columns, wide,
                                 /*depth=*/1);
  return {cb, layout};
}

static SmallVector<CoordinateIndex> ownCoordinates(EltwiseBuilder &eltwise, OnChipBuffer buffer) {
  SmallVector<CoordinateIndex> indices;
  for (size_t dim = 0; dim < buffer.layout.getShape().size(); ++dim)
    indices.push_back(eltwise.coordinate(dim));
  return indices;
}

/// Elements of `from` in the format of `into`. Layouts are equal.
void ScanLowering::copyElements(OnChipBuffer from, OnChipBuffer into) {
  EltwiseBuilder eltwise(builder, loc, into);
  eltwise.finish(*eltwise.load(from, ownCoordinates(eltwise, from)));
}

/// The value of `type` that changes nothing.
static Value identityOf(OpBuilder &builder, Location loc, tile::ScanKind kind, Type type) {
  bool isSum = kind == tile::ScanKind::Sum;
  if (type.isInteger())
    return arith::ConstantIntOp::create(builder, loc, type,
                                        isSum ? 0 : std::numeric_limits<int32_t>::min());
  float value = isSum ? 0.0f : -std::numeric_limits<float>::infinity();
  return arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(value));
}

/// `from` with the identity in its padding along `dim`, for scans from the end.
OnChipBuffer ScanLowering::withoutPadding(OnChipBuffer from, int64_t dim) {
  int64_t extent = from.layout.getShape()[dim];
  if (extent % tt::tileSide == 0)
    return from;
  OnChipBuffer padded = createBuffer("_padded", from, /*transposed=*/false);
  EltwiseBuilder eltwise(builder, loc, padded);
  Value value = *eltwise.load(from, ownCoordinates(eltwise, from)); // Layouts are equal.
  OpBuilder &inner = eltwise.body();
  Value end = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(), extent);
  Value inside = arith::CmpIOp::create(inner, loc, arith::CmpIPredicate::slt,
                                       eltwise.position(eltwise.coordinate(dim)), end);
  Value identity = identityOf(inner, loc, scan.getKind(), value.getType());
  eltwise.finish(arith::SelectOp::create(inner, loc, inside, value, identity));
  return padded;
}

/// The sums from each element to the end of its column: total - sum up to it + the element.
void ScanLowering::subtractFromTotal(OnChipBuffer from, OnChipBuffer sums, OnChipBuffer into) {
  tt::CBType type = from.cb.getType();
  int64_t groups = from.layout.getOuterCount();
  auto total = createCircularBuffer(function, loc, name + "_total", groups, type.getCols(),
                                    tt::DataFormat::Float32, /*depth=*/1);
  tt::ReduceOp::create(builder, loc, Type(), tt::ReduceKind::Sum, tt::ReduceDim::Column, from.cb,
                       total);
  EltwiseBuilder eltwise(builder, loc, into);
  Value element = *eltwise.load(from, ownCoordinates(eltwise, from));
  Value sum = *eltwise.load(sums, ownCoordinates(eltwise, sums));
  // The total is a row for each group: the same buffer with one row.
  SmallVector<int64_t> shape(from.layout.getShape());
  shape[from.layout.getRowDim()] = 1;
  auto layout = tt::LayoutDescAttr::get(from.layout.getContext(), shape, from.layout.getFormat(),
                                        from.layout.getMemory(), from.layout.getDistribution(),
                                        from.layout.getRowDim(), from.layout.getColDim(),
                                        from.layout.getRowBlock(), from.layout.getColBlock());
  SmallVector<CoordinateIndex> indices = ownCoordinates(eltwise, from);
  indices[from.layout.getRowDim()].factors.assign(shape.size(), 0);
  Value all = *eltwise.load({total, layout}, indices);
  OpBuilder &inner = eltwise.body();
  Value rest = arith::SubFOp::create(inner, loc, all, sum);
  eltwise.finish(arith::AddFOp::create(inner, loc, rest, element));
}

/// Sums down columns, with the engine's own running sum.
void ScanLowering::sumColumns(OnChipBuffer from, OnChipBuffer into, int64_t dim) {
  if (scan.getReverse())
    from = withoutPadding(from, dim);
  OnChipBuffer sums = scan.getReverse() ? createBuffer("_sums", from, /*transposed=*/false) : into;
  tt::CumsumOp::create(builder, loc, Type(), from.cb, from.layout.getOuterCount(), sums.cb);
  if (scan.getReverse())
    subtractFromTotal(from, sums, into);
}

/// One step: each element with the one that is `distance` steps before it.
void ScanLowering::combineShifted(OnChipBuffer current, OnChipBuffer shifted, OnChipBuffer into,
                                  ScanPath path, int64_t distance) {
  EltwiseBuilder eltwise(builder, loc, into);
  // Layouts are equal.
  Value value = *eltwise.load(current, ownCoordinates(eltwise, current));
  Value other = *eltwise.load(shifted, ownCoordinates(eltwise, shifted));
  OpBuilder &inner = eltwise.body();
  if (scan.getKind() == tile::ScanKind::Max) {
    // What has nothing before it meets itself, which changes nothing.
    eltwise.finish(value.getType().isInteger()
                       ? arith::MaxSIOp::create(inner, loc, value, other).getResult()
                       : arith::MaximumFOp::create(inner, loc, value, other).getResult());
    return;
  }
  Value bound = arith::ConstantIntOp::create(inner, loc, inner.getI32Type(),
                                             scan.getReverse() ? path.count - distance : distance);
  Value hasOther = arith::CmpIOp::create(
      inner, loc, scan.getReverse() ? arith::CmpIPredicate::slt : arith::CmpIPredicate::sge,
      eltwise.position(eltwise.coordinate(path.dim)), bound);
  other = arith::SelectOp::create(inner, loc, hasOther, other,
                                  identityOf(inner, loc, scan.getKind(), value.getType()));
  eltwise.finish(value.getType().isInteger()
                     ? arith::AddIOp::create(inner, loc, value, other).getResult()
                     : arith::AddFOp::create(inner, loc, value, other).getResult());
}

void ScanLowering::scanByDoubling(OnChipBuffer from, OnChipBuffer into, ScanPath path) {
  if (path.count == 1 && from.cb != into.cb) {
    copyElements(from, into);
    return;
  }
  // Sums are rounded to the buffer's type once, at the end; maxima are elements of the source.
  bool isWide = into.cb.getType().getFormat() == wide;
  OnChipBuffer work = scan.getKind() == tile::ScanKind::Max || isWide
                          ? into
                          : createBuffer("_sums", from, /*transposed=*/false);
  OnChipBuffer current = from;
  for (int64_t distance = 1; distance < path.count; distance *= 2) {
    tt::CBType type = current.cb.getType();
    auto shifted = createCircularBuffer(function, loc, name + "_shifted", type.getRows(),
                                        type.getCols(), type.getFormat(), /*depth=*/1);
    tt::ShiftRowsOp::create(builder, loc, Type(), current.cb, distance * path.unitRows,
                            scan.getReverse(), path.groups, shifted);
    OnChipBuffer next = distance * 2 < path.count ? work : into;
    combineShifted(current, {shifted, current.layout}, next, path, distance);
    current = next;
  }
}

/// A scan over whole matrices.
void ScanLowering::scanOuter(int64_t dim) {
  ScanPath path{dim, source.layout.getShape()[dim], /*unitRows=*/0, /*groups=*/1};
  int64_t matrices = 1;
  for (int64_t outer : source.layout.getOuterDims()) {
    if (outer < dim)
      path.groups *= source.layout.getShape()[outer];
    else if (outer > dim)
      matrices *= source.layout.getShape()[outer];
  }
  path.unitRows = matrices * source.layout.getRowTiles() * tt::tileSide;
  scanByDoubling(source, destination, path);
}

/// Several matrices as one below the other, which is how their tiles lie.
static OnChipBuffer asOneMatrix(OnChipBuffer buffer) {
  tt::LayoutDescAttr layout = buffer.layout;
  if (layout.getOuterCount() == 1)
    return buffer;
  SmallVector<int64_t> shape{buffer.cb.getType().getRows() * tt::tileSide, layout.getCols()};
  return {buffer.cb,
          tt::LayoutDescAttr::get(layout.getContext(), shape, layout.getFormat(),
                                  layout.getMemory(), layout.getDistribution(), /*rowDim=*/0,
                                  /*colDim=*/1, tt::tileSide, tt::tileSide)};
}

/// A scan along the rows or columns of each matrix.
void ScanLowering::scanMatrices(int64_t dim) {
  bool alongRow = dim == source.layout.getColDim();
  OnChipBuffer from = source, into = destination;
  int64_t count = source.layout.getShape()[dim];
  if (alongRow) {
    OnChipBuffer flat = asOneMatrix(source);
    dim = flat.layout.getColDim();
    from = createBuffer("_transposed", flat, /*transposed=*/true);
    tt::TransposeOp::create(builder, loc, Type(), flat.cb, from.cb);
    into = createBuffer("_scanned", flat, /*transposed=*/true);
  }
  if (scan.getKind() == tile::ScanKind::Sum && wide == tt::DataFormat::Float32) {
    sumColumns(from, into, dim);
  } else {
    if (scan.getReverse())
      from = withoutPadding(from, dim);
    scanByDoubling(from, into, {dim, count, /*unitRows=*/1, from.layout.getOuterCount()});
  }
  if (alongRow)
    tt::TransposeOp::create(builder, loc, Type(), into.cb, destination.cb);
}

LogicalResult ScanLowering::run() {
  if (failed(findBuffers()))
    return failure();
  OnChipBuffer result = destination;
  // Rows of narrow integers are neither shifted nor transposed.
  if (wide == tt::DataFormat::Int32 && source.layout.getFormat() != wide) {
    OnChipBuffer widened = createBuffer("_wide", source, /*transposed=*/false);
    copyElements(source, widened);
    source = widened;
    destination = createBuffer("_result", destination, /*transposed=*/false);
  }
  int64_t dim = static_cast<int64_t>(scan.getDim());
  if (dim == source.layout.getColDim() || dim == source.layout.getRowDim())
    scanMatrices(dim);
  else
    scanOuter(dim);
  if (result.cb != destination.cb)
    copyElements(destination, result);
  scan.erase();
  return success();
}

LogicalResult tilium::lowerScan(tile::ScanOp scan) { return ScanLowering(scan).run(); }
