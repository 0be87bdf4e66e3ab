//===- SplitWrites.cpp - Results written while the rest is computed --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A block that an expression computes and the writer takes to a tensor is handed over as a whole:
// the writer begins when all of it is there, and what a core computes last is written while nothing
// else is done. So a large one is computed and handed over in parts of some tiles, by a loop around
// the expression and the write. The circular buffer keeps its size, in smaller blocks.
//
//===----------------------------------------------------------------------===//

#include "ValueForm.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace tilium;

namespace {

/// A part of a block: whole rows of tiles, or some columns of all rows.
struct Part {
  int64_t rows, cols;
  bool alongColumns; ///< Whether the parts follow one another along the columns.
};

} // namespace

/// The most tiles of a part: what a link carries in 256 cycles, and 4 at least, as each part is
/// prepared for, pushed and waited for anew. Measured best on both chips, over the programs of
/// docs/benchmarks.md.
static int64_t mostTiles(tt::CBType block, const device::Architecture &architecture) {
  constexpr int64_t cycles = 256, least = 4;
  auto bytes = cycles * static_cast<int64_t>(architecture.timing.linkBytesPerCycle);
  return std::max(least, bytes / tt::tileBytes(block.getFormat()));
}

/// How a block is cut; none if it is of less than four parts, which are soon written, or has none
/// of half the tiles that a part may have.
static std::optional<Part> choosePart(tt::CBType block, const device::Architecture &architecture) {
  int64_t most = mostTiles(block, architecture);
  Part part{block.getRows(), block.getCols(), /*alongColumns=*/block.getRows() <= most / 2};
  int64_t &cut = part.alongColumns ? part.cols : part.rows;
  int64_t each = part.alongColumns ? part.rows : part.cols, whole = cut;
  if (each > most)
    return std::nullopt;
  for (cut = std::min(whole, most / each); whole % cut != 0;)
    --cut;
  if (whole / cut < 4 || cut * each < most / 2)
    return std::nullopt;
  return part;
}

/// The dimension of the tensor along which the parts lie; -1 if a part of the region is no region.
static int64_t dimensionOf(tt::WriteOp write, const Part &part) {
  auto function = write->getParentOfType<func::FuncOp>();
  auto tensor = dyn_cast<BlockArgument>(write.getTensor());
  auto layout =
      tensor && tensor.getOwner()->getParentOp() == function
          ? function.getArgAttrOfType<tt::LayoutDescAttr>(tensor.getArgNumber(), "tt.layout_desc")
          : tt::LayoutDescAttr();
  if (!layout || write.getRows())
    return -1;
  if (part.alongColumns)
    return layout.getColBlock() == tt::tileSide ? layout.getColDim() : -1;
  // Rows of tiles of one matrix follow one another; those of several are in between.
  for (int64_t dim : layout.getOuterDims())
    if (write.getExtents()[dim] != 1)
      return -1;
  return layout.getRowBlock() == tt::tileSide ? layout.getRowDim() : -1;
}

/// The write that is all that is done with the block of `eltwise`, right behind it; null if there
/// is none.
static tt::WriteOp onlyWrite(tt::EltwiseOp eltwise) {
  if (!eltwise.getResult() || !eltwise.getResult().hasOneUse() || !eltwise.getInto().hasOneUse())
    return {};
  auto write = dyn_cast<tt::WriteOp>(*eltwise.getResult().user_begin());
  if (!write || write->getBlock() != eltwise->getBlock())
    return {};
  for (Operation *op = eltwise->getNextNode(); op != write; op = op->getNextNode())
    if (!isMemoryEffectFree(op))
      return {};
  return write;
}

/// `map`, for the part whose first row or column is its last symbol.
static AffineMap shiftMap(AffineMap map, const Part &part) {
  unsigned symbols = map.getNumSymbols();
  MLIRContext *context = map.getContext();
  AffineExpr first = getAffineSymbolExpr(symbols, context);
  AffineExpr row = getAffineDimExpr(0, context), column = getAffineDimExpr(1, context);
  SmallVector<AffineExpr> dims{part.alongColumns ? row : row + first,
                               part.alongColumns ? column + first : column};
  return map.replaceDimsAndSymbols(dims, {}, /*numResultDims=*/2, symbols + 1);
}

/// The expression for the part that begins at row or column `first` of the block.
static tt::EltwiseOp createPart(OpBuilder &builder, tt::EltwiseOp eltwise, const Part &part,
                                Value into, Value first) {
  Location loc = eltwise.getLoc();
  SmallVector<AffineMap> maps;
  for (unsigned i = 0; i < eltwise.getSources().size(); ++i)
    maps.push_back(shiftMap(eltwise.getTileMap(i), part));
  SmallVector<Value> symbols(eltwise.getSymbols());
  symbols.push_back(first);
  auto type = cast<tt::CBType>(into.getType());
  auto made = tt::EltwiseOp::create(
      builder, loc,
      tt::BlockType::get(type.getContext(), type.getRows(), type.getCols(), type.getFormat()),
      eltwise.getSources(), symbols, builder.getAffineMapArrayAttr(maps), eltwise.getBroadcasts(),
      into);
  IRMapping mapping;
  eltwise.getBody().cloneInto(&made.getBody(), mapping);
  for (auto offset : llvm::make_early_inc_range(made.getBody().getOps<tt::TileOffsetOp>())) {
    SmallVector<Value> operands(offset.getSymbols());
    operands.push_back(first);
    OpBuilder inner(offset);
    auto shifted = tt::TileOffsetOp::create(inner, offset.getLoc(), offset.getType(), operands,
                                            shiftMap(offset.getMap(), part));
    offset.replaceAllUsesWith(shifted.getOffset());
    offset.erase();
  }
  return made;
}

/// Gives the circular buffer blocks of a part, as many as it has room for.
static void cutBuffer(tt::CBOp declaration, const Part &part) {
  tt::CBDescAttr desc = declaration.getCbDesc();
  int64_t pages = part.rows * part.cols;
  declaration.setCbDescAttr(tt::CBDescAttr::get(
      desc.getContext(), desc.getFormat(), desc.getPageSize(), pages, desc.getNumPages() / pages));
  declaration.getCb().setType(
      tt::CBType::get(desc.getContext(), part.rows, part.cols, desc.getFormat()));
}

static void splitWrite(tt::EltwiseOp eltwise, tt::WriteOp write, const Part &part, int64_t dim) {
  tt::CBType whole = eltwise.getInto().getType();
  int64_t step = part.alongColumns ? part.cols : part.rows;
  int64_t count = (part.alongColumns ? whole.getCols() : whole.getRows()) / step;
  cutBuffer(eltwise.getInto().getDefiningOp<tt::CBOp>(), part);

  OpBuilder builder(write);
  Location loc = write.getLoc();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value tiles = constant(step), side = constant(tt::tileSide);
  auto loop = scf::ForOp::create(builder, loc, constant(0), constant(count * step), tiles);
  loop.getInductionVar().setLoc(NameLoc::get(builder.getStringAttr("first_tile"), loc));
  OpBuilder inner = OpBuilder::atBlockTerminator(loop.getBody());
  tt::EltwiseOp made = createPart(inner, eltwise, part, eltwise.getInto(), loop.getInductionVar());
  SmallVector<Value> offsets(write.getOffsets());
  SmallVector<int64_t> extents(write.getExtents());
  Value elements = arith::MulIOp::create(inner, loc, loop.getInductionVar(), side);
  offsets[dim] = inner.createOrFold<arith::AddIOp>(loc, elements, offsets[dim]);
  extents[dim] = step * tt::tileSide;
  tt::WriteOp::create(inner, loc, made.getResult(), write.getTensor(), offsets, extents, Value());
  write.erase();
  eltwise.erase();
}

void tilium::splitWrites(func::FuncOp function, const device::Architecture &architecture) {
  SmallVector<tt::EltwiseOp> expressions;
  function.walk([&](tt::EltwiseOp eltwise) { expressions.push_back(eltwise); });
  for (tt::EltwiseOp eltwise : expressions) {
    tt::WriteOp write = onlyWrite(eltwise);
    std::optional<Part> part = choosePart(eltwise.getInto().getType(), architecture);
    if (!write || !part)
      continue;
    if (int64_t dim = dimensionOf(write, *part); dim >= 0)
      splitWrite(eltwise, write, *part, dim);
  }
}
