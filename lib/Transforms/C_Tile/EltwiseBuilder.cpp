//===- EltwiseBuilder.cpp - Puts tt.eltwise together ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "EltwiseBuilder.h"

#include "Regions.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/Tiles.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tilium;

std::optional<OnChipBuffer> tilium::getOnChipBuffer(Value memref) {
  auto conversion = memref.getDefiningOp<UnrealizedConversionCastOp>();
  if (!conversion || conversion.getNumOperands() != 1)
    return std::nullopt;
  auto cb = dyn_cast<TypedValue<tt::CBType>>(conversion.getOperand(0));
  auto layout = conversion->getAttrOfType<tt::LayoutDescAttr>("tt.layout_desc");
  if (!cb || !layout)
    return std::nullopt;
  return OnChipBuffer{cb, layout};
}

std::optional<int64_t> CoordinateIndex::onlyDimension() const {
  std::optional<int64_t> only;
  for (auto [dim, factor] : llvm::enumerate(factors)) {
    if (factor == 0)
      continue;
    if (factor != 1 || only)
      return -1;
    only = dim;
  }
  return only;
}

static StringRef nameOf(OnChipBuffer buffer) {
  return buffer.cb.getDefiningOp<tt::CBOp>().getBufferName();
}

/// The type in which elements of a format are computed with.
static Type elementType(MLIRContext *context, tt::DataFormat format) {
  if (tt::isInteger(format))
    return IntegerType::get(context, 32);
  return Float32Type::get(context);
}

EltwiseBuilder::EltwiseBuilder(OpBuilder &builder, Location loc, OnChipBuffer result)
    : builder(builder), loc(loc), result(result), context(builder.getContext()),
      region(std::make_unique<Region>()), block(new Block()), bodyBuilder(builder.getContext()) {
  region->push_back(block);
  bodyBuilder.setInsertionPointToEnd(block);
}

EltwiseBuilder::~EltwiseBuilder() = default;

//===----------------------------------------------------------------------===//
// Tiles at the result's coordinates
//===----------------------------------------------------------------------===//

AffineExpr EltwiseBuilder::tileRow() const {
  AffineExpr row = getAffineDimExpr(0, context);
  return result.layout.getOuterCount() == 1 ? row : row % result.layout.getRowTiles();
}

/// The coordinate along an outer dimension, from the number of the tile's row.
AffineExpr EltwiseBuilder::outerCoordinate(int64_t dim) const {
  SmallVector<int64_t> outer = result.layout.getOuterDims();
  int64_t stride = result.layout.getRowTiles();
  for (int64_t other : llvm::reverse(outer)) {
    if (other == dim)
      break;
    stride *= result.layout.getShape()[other];
  }
  AffineExpr coordinate = getAffineDimExpr(0, context).floorDiv(stride);
  return dim == outer.front() ? coordinate : coordinate % result.layout.getShape()[dim];
}

AffineExpr EltwiseBuilder::symbol(Value index) {
  auto known = llvm::find(symbols, index);
  unsigned position = known - symbols.begin();
  if (known == symbols.end())
    symbols.push_back(index);
  return getAffineSymbolExpr(position, context);
}

/// The uniform part of `index`, a multiple of `divisor`, divided by it.
AffineExpr EltwiseBuilder::uniformExpression(const CoordinateIndex &index, int64_t divisor) {
  AffineExpr sum = getAffineConstantExpr(index.constant / divisor, context);
  for (auto [value, factor] : index.uniforms) {
    if (factor % divisor == 0)
      sum = sum + symbol(value) * (factor / divisor);
    else
      sum = sum + symbol(createExactDivision(builder, loc, value, divisor)) * factor;
  }
  return sum;
}

/// `index` if only outer dimensions and uniforms take part in it.
std::optional<AffineExpr> EltwiseBuilder::outerExpression(const CoordinateIndex &index) {
  AffineExpr sum = uniformExpression(index, 1);
  SmallVector<int64_t> outer = result.layout.getOuterDims();
  for (auto [dim, factor] : llvm::enumerate(index.factors)) {
    if (factor == 0)
      continue;
    if (!llvm::is_contained(outer, static_cast<int64_t>(dim)))
      return std::nullopt;
    sum = sum + outerCoordinate(dim) * factor;
  }
  return sum;
}

/// Whether the uniform part of `index` is surely a multiple of a tile's side.
static bool startsAtTile(const CoordinateIndex &index) {
  return index.constant % tt::tileSide == 0 && llvm::all_of(index.uniforms, [](auto term) {
           return term.second % tt::tileSide == 0 || isMultipleOf(term.first, tt::tileSide);
         });
}

/// The number of the tile along one direction of a buffer: `along` is the result's dimension that
/// the index has to follow, if it follows any. None where the tiles of the two do not match.
std::optional<AffineExpr> EltwiseBuilder::tileIndex(const CoordinateIndex &index, int64_t extent,
                                                    std::optional<int64_t> along) {
  if (extent == 1)
    return getAffineConstantExpr(0, context);
  if (!startsAtTile(index))
    return std::nullopt;
  AffineExpr start = uniformExpression(index, tt::tileSide);
  if (!along)
    return index.leaves ? std::nullopt : std::optional(start);
  bool isRow = *along == result.layout.getRowDim();
  AffineExpr tile = isRow ? tileRow() : getAffineDimExpr(1, context);
  int64_t count = llvm::divideCeil(extent, tt::tileSide);
  int64_t resultTiles = isRow ? result.layout.getRowTiles() : result.layout.getColTiles();
  if (start == getAffineConstantExpr(0, context)) {
    if (resultTiles <= count)
      return tile;
    if (index.staysInside)
      return count == 1 ? getAffineConstantExpr(0, context) : tile % count;
    // Every tile of the result reads one, under a condition too, and here it is not there.
    return std::nullopt;
  }
  // Tiles of the result that the source does not reach read some tile of it; their elements are
  // not used. The sum stays positive for kernels' unsigned numbers.
  int64_t above = llvm::divideCeil(resultTiles, count) * count;
  return count == 1 ? getAffineConstantExpr(0, context) : (start + tile + above) % count;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

Value EltwiseBuilder::addOperand(Value cb, AffineExpr tile, tt::Broadcast broadcast) {
  for (size_t i = 0; i < sources.size(); ++i)
    if (sources[i] == cb && tiles[i] == tile && broadcasts[i] == broadcast)
      return block->getArgument(i);
  sources.push_back(cb);
  tiles.push_back(tile);
  broadcasts.push_back(broadcast);
  return block->addArgument(elementType(context, cast<tt::CBType>(cb.getType()).getFormat()), loc);
}

Value EltwiseBuilder::loadResult() {
  AffineExpr tile =
      getAffineDimExpr(0, context) * result.cb.getType().getCols() + getAffineDimExpr(1, context);
  return addOperand(result.cb, tile, tt::Broadcast::None);
}

Value EltwiseBuilder::loadFirstRow(Value cb, AffineExpr tile) {
  return addOperand(cb, tile, tt::Broadcast::Row);
}

/// A layout with rows and columns exchanged.
static tt::LayoutDescAttr exchanged(tt::LayoutDescAttr layout) {
  return tt::LayoutDescAttr::get(layout.getContext(), layout.getShape(), layout.getFormat(),
                                 layout.getMemory(), layout.getDistribution(), layout.getColDim(),
                                 layout.getRowDim(), layout.getColBlock(), layout.getRowBlock());
}

/// A circular buffer with the tiles of a matrix transposed, filled before this operation.
OnChipBuffer EltwiseBuilder::transposed(OnChipBuffer buffer) {
  tt::CBType type = buffer.cb.getType();
  auto function = builder.getInsertionBlock()->getParentOp()->getParentOfType<func::FuncOp>();
  if (!function)
    function = cast<func::FuncOp>(builder.getInsertionBlock()->getParentOp());
  auto staging =
      createCircularBuffer(function, loc, (nameOf(buffer) + "_transposed").str(), type.getCols(),
                           type.getRows(), type.getFormat(), /*depth=*/1);
  tt::TransposeOp::create(builder, loc, Type(), buffer.cb, staging);
  return {staging, exchanged(buffer.layout)};
}

std::optional<Value> EltwiseBuilder::load(OnChipBuffer buffer, ArrayRef<CoordinateIndex> indices) {
  int64_t row = result.layout.getRowDim(), column = result.layout.getColDim();
  auto followed = [&](int64_t dim) -> std::optional<int64_t> {
    return dim < 0 ? std::nullopt : indices[dim].onlyDimension();
  };
  // Dimensions of the result with one element go with either direction.
  bool crossed = (column >= 0 && followed(buffer.layout.getRowDim()) == column) ||
                 (row >= 0 && followed(buffer.layout.getColDim()) == row);
  if (crossed && buffer.layout.getOuterCount() != 1)
    return std::nullopt;
  tt::LayoutDescAttr layout = crossed ? exchanged(buffer.layout) : buffer.layout;
  std::optional<int64_t> alongRow = followed(layout.getRowDim());
  std::optional<int64_t> alongColumn = followed(layout.getColDim());
  // What is not so simple follows no dimension, -1, and neither does a result without rows.
  auto differs = [](std::optional<int64_t> along, int64_t dim) {
    return along && (*along < 0 || *along != dim);
  };
  if (differs(alongRow, row) || differs(alongColumn, column))
    return std::nullopt;
  auto extentOf = [&](int64_t dim) { return dim < 0 ? 1 : layout.getShape()[dim]; };
  auto indexOf = [&](int64_t dim) { return dim < 0 ? CoordinateIndex() : indices[dim]; };
  std::optional<AffineExpr> tileRowIndex =
      tileIndex(indexOf(layout.getRowDim()), extentOf(layout.getRowDim()), alongRow);
  std::optional<AffineExpr> tileColumnIndex =
      tileIndex(indexOf(layout.getColDim()), extentOf(layout.getColDim()), alongColumn);
  if (!tileRowIndex || !tileColumnIndex)
    return std::nullopt;
  AffineExpr outer = getAffineConstantExpr(0, context);
  for (int64_t dim : layout.getOuterDims()) {
    std::optional<AffineExpr> position = outerExpression(indices[dim]);
    if (!position || indices[dim].leaves)
      return std::nullopt;
    outer = outer * layout.getShape()[dim] + *position;
  }
  if (crossed)
    buffer = transposed(buffer);
  AffineExpr tile =
      (outer * layout.getRowTiles() + *tileRowIndex) * layout.getColTiles() + *tileColumnIndex;
  auto spreads = [&](int64_t dim, std::optional<int64_t> along) {
    return dim >= 0 && result.layout.getShape()[dim] > 1 && !along;
  };
  bool spreadRows = spreads(row, alongRow), spreadColumns = spreads(column, alongColumn);
  tt::Broadcast broadcast = spreadRows && spreadColumns ? tt::Broadcast::Scalar
                            : spreadRows                ? tt::Broadcast::Row
                            : spreadColumns             ? tt::Broadcast::Column
                                                        : tt::Broadcast::None;
  return addOperand(buffer.cb, tile, broadcast);
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

CoordinateIndex EltwiseBuilder::coordinate(int64_t dim) const {
  CoordinateIndex index;
  index.factors.assign(result.layout.getShape().size(), 0);
  index.factors[dim] = 1;
  return index;
}

/// The function's tile of `rowFactor * r + columnFactor * c`, made once before everything else.
Value EltwiseBuilder::getIota(int64_t rowFactor, int64_t columnFactor) {
  Operation *parent = builder.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<func::FuncOp>(parent);
  if (!function)
    function = parent->getParentOfType<func::FuncOp>();
  for (auto iota : function.getOps<tt::IotaOp>())
    if (iota.getRowCoefficient() == rowFactor && iota.getColumnCoefficient() == columnFactor)
      return iota.getInto();
  StringRef name = columnFactor == 0 ? "rows" : rowFactor == 0 ? "columns" : "positions";
  auto cb = createCircularBuffer(function, loc, name, 1, 1, tt::DataFormat::Int32, /*depth=*/1);
  // What the masks of whole tiles are told by.
  cb.getDefiningOp()->setAttr("tt.positions",
                              builder.getDenseI64ArrayAttr({rowFactor, columnFactor}));
  Block &entry = function.getBody().front();
  OpBuilder start(context);
  start.setInsertionPoint(&entry, llvm::find_if_not(entry, [](Operation &op) {
    return isa<tt::CBOp, tt::IotaOp>(op);
  }));
  tt::IotaOp::create(start, loc, Type(), static_cast<uint32_t>(rowFactor),
                     static_cast<uint32_t>(columnFactor), cb);
  return cb;
}

Value EltwiseBuilder::rowInTile() {
  return addOperand(getIota(1, 0), getAffineConstantExpr(0, context), tt::Broadcast::None);
}

Value EltwiseBuilder::position(const CoordinateIndex &index) {
  int64_t rowDim = result.layout.getRowDim(), columnDim = result.layout.getColDim();
  int64_t rowFactor = 0, columnFactor = 0;
  AffineExpr offset = uniformExpression(index, 1);
  for (auto [dim, factor] : llvm::enumerate(index.factors)) {
    if (factor == 0)
      continue;
    if (static_cast<int64_t>(dim) == rowDim) {
      rowFactor = factor;
      offset = offset + tileRow() * (factor * tt::tileSide);
    } else if (static_cast<int64_t>(dim) == columnDim) {
      columnFactor = factor;
      offset = offset + getAffineDimExpr(1, context) * (factor * tt::tileSide);
    } else {
      offset = offset + outerCoordinate(dim) * factor;
    }
  }
  Value inTile;
  if (rowFactor != 0 || columnFactor != 0)
    inTile = addOperand(getIota(rowFactor, columnFactor), getAffineConstantExpr(0, context),
                        tt::Broadcast::None);
  if (inTile && offset == getAffineConstantExpr(0, context))
    return inTile;
  AffineMap map = AffineMap::get(2, symbols.size(), offset);
  Value uniform =
      tt::TileOffsetOp::create(bodyBuilder, loc, bodyBuilder.getI32Type(), symbols, map);
  return inTile ? arith::AddIOp::create(bodyBuilder, loc, inTile, uniform).getResult() : uniform;
}

//===----------------------------------------------------------------------===//
// The operation
//===----------------------------------------------------------------------===//

tt::EltwiseOp EltwiseBuilder::finish(Value value) {
  tt::YieldOp::create(bodyBuilder, loc, value);
  SmallVector<AffineMap> maps;
  SmallVector<Attribute> spreads;
  for (auto [tile, broadcast] : llvm::zip(tiles, broadcasts)) {
    maps.push_back(AffineMap::get(2, symbols.size(), tile));
    spreads.push_back(tt::BroadcastAttr::get(context, broadcast));
  }
  auto op = tt::EltwiseOp::create(builder, loc, Type(), sources, symbols,
                                  builder.getAffineMapArrayAttr(maps),
                                  builder.getArrayAttr(spreads), result.cb);
  op.getBody().takeBody(*region);
  // What a statement says twice is computed once: calls are worth more than the registers.
  IRRewriter rewriter(context);
  DominanceInfo dominance(op);
  eliminateCommonSubExpressions(rewriter, dominance, op);
  return op;
}
