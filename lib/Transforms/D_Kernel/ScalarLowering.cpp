//===- ScalarLowering.cpp - Integers of tensors as calls ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A data movement kernel reads the few bytes around an element, as many as memory gives at least,
// into a page of which it is both ends, and loads the element from there. A number for the compute
// kernel is a page that holds it: `read_tile_value` gives it to unpacker, engines and packer alike.
//
//===----------------------------------------------------------------------===//

#include "ScalarLowering.h"

#include "LoopBuilder.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tilium;

namespace {

/// Where an element is in a tensor: its page, and its place there in elements.
struct ElementPlace {
  Value page, element;
};

/// Tile and place in the tile along one dimension, whose blocks of `block` elements start new
/// tiles.
struct AxisPlace {
  Value tile, inTile;
};

} // namespace

static AxisPlace placeAlong(OpBuilder &builder, Location loc, Value at, int64_t block) {
  IndexBuilder index(builder, loc);
  auto divide = [&](Value value, int64_t by) {
    return builder.createOrFold<arith::DivUIOp>(loc, value, index.constant(by));
  };
  auto rest = [&](Value value, int64_t by) {
    return builder.createOrFold<arith::RemUIOp>(loc, value, index.constant(by));
  };
  if (block == tt::tileSide)
    return {divide(at, tt::tileSide), rest(at, tt::tileSide)};
  Value inBlock = rest(at, block);
  int64_t blockTiles = llvm::divideCeil(block, tt::tileSide);
  return {index.add(index.mul(divide(at, block), blockTiles), divide(inBlock, tt::tileSide)),
          rest(inBlock, tt::tileSide)};
}

static ElementPlace placeOf(OpBuilder &builder, Location loc, tt::LayoutDescAttr layout,
                            ValueRange indices) {
  constexpr int64_t faceSide = tt::tileSide / 2;
  IndexBuilder index(builder, loc);
  auto along = [&](int64_t dim, int64_t block) -> AxisPlace {
    return dim < 0 ? AxisPlace{index.constant(0), index.constant(0)}
                   : placeAlong(builder, loc, indices[dim], block);
  };
  AxisPlace row = along(layout.getRowDim(), layout.getRowBlock());
  AxisPlace col = along(layout.getColDim(), layout.getColBlock());
  Value matrix = index.constant(0);
  for (int64_t dim : layout.getOuterDims())
    matrix = index.add(index.mul(matrix, layout.getShape()[dim]), indices[dim]);
  Value page = index.add(
      index.mul(index.add(index.mul(matrix, layout.getRowTiles()), row.tile), layout.getColTiles()),
      col.tile);
  auto divide = [&](Value value) {
    return builder.createOrFold<arith::DivUIOp>(loc, value, index.constant(faceSide));
  };
  auto rest = [&](Value value) {
    return builder.createOrFold<arith::RemUIOp>(loc, value, index.constant(faceSide));
  };
  Value face = index.add(index.mul(divide(row.inTile), 2), divide(col.inTile));
  Value rowInFace = index.add(index.mul(face, faceSide), rest(row.inTile));
  // A condition may leave an element outside of the tensor out, but not its address.
  int64_t last = layout.getNumTiles() - 1;
  std::optional<IndexRange> range = getIndexRange(page);
  if (!range || range->smallest < 0 || range->largest > last)
    page = arith::MinUIOp::create(builder, loc, page, index.constant(last));
  return {page, index.add(index.mul(rowInFace, faceSide), rest(col.inTile))};
}

Value tilium::lowerLoadScalar(tt::LoadScalarOp load, Value page, tt::LayoutDescAttr layout,
                              Value accessor, const device::Architecture &architecture) {
  OpBuilder builder(load);
  Location loc = load.getLoc();
  IndexBuilder index(builder, loc);
  auto pages = builder.getI32IntegerAttr(1);
  int64_t elementBytes = layout.getTileBytes() / tt::tileElements;
  int64_t chunk = architecture.dramReadAlignment;
  ElementPlace place = placeOf(builder, loc, layout, load.getIndices());
  Value byte = index.mul(place.element, elementBytes);
  Value inChunk = builder.createOrFold<arith::RemUIOp>(loc, byte, index.constant(chunk));
  Value start = builder.createOrFold<arith::SubIOp>(loc, byte, inChunk);

  metalium::CBReserveBackOp::create(builder, loc, page, pages);
  Value into = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), page);
  Value from = metalium::GetPageNocAddrOp::create(builder, loc, builder.getI64Type(), place.page,
                                                  accessor, start);
  metalium::NocAsyncReadOp::create(builder, loc, from, into, index.constant(chunk));
  metalium::NocAsyncReadBarrierOp::create(builder, loc);
  metalium::CBPushBackOp::create(builder, loc, page, pages, /*unfilled=*/UnitAttr());
  metalium::CBWaitFrontOp::create(builder, loc, page, pages);
  metalium::InvalidateL1CacheOp::create(builder, loc);
  Value at = metalium::GetReadPtrOp::create(builder, loc, builder.getIndexType(), page);
  Value value =
      metalium::LoadL1Op::create(builder, loc, builder.getIndexType(), index.add(at, inChunk),
                                 builder.getI32IntegerAttr(elementBytes));
  metalium::CBPopFrontOp::create(builder, loc, page, pages, /*discards=*/UnitAttr());
  // Tensors of signed bytes have a format of bytes without a sign.
  if (!cast<MemRefType>(load.getTensor().getType()).getElementType().isSignlessInteger(8))
    return value;
  // Zeros are above the eight bits: their sign goes there.
  Value sign = index.constant(128);
  return builder.createOrFold<arith::SubIOp>(
      loc, arith::XOrIOp::create(builder, loc, value, sign).getResult(), sign);
}

void tilium::lowerSendScalar(tt::SendScalarOp send) {
  OpBuilder builder(send);
  Location loc = send.getLoc();
  auto pages = builder.getI32IntegerAttr(1);
  Value number = send.getScalar();
  if (!number.getType().isIndex())
    number = arith::IndexCastOp::create(builder, loc, builder.getIndexType(), number);
  metalium::CBReserveBackOp::create(builder, loc, send.getCb(), pages);
  Value into = metalium::GetWritePtrOp::create(builder, loc, builder.getIndexType(), send.getCb());
  metalium::StoreL1Op::create(builder, loc, number, into, builder.getI32IntegerAttr(4));
  metalium::CBPushBackOp::create(builder, loc, send.getCb(), pages, /*unfilled=*/UnitAttr());
}

void tilium::lowerReceiveScalar(tt::ReceiveScalarOp receive) {
  OpBuilder builder(receive);
  Location loc = receive.getLoc();
  auto pages = builder.getI32IntegerAttr(1);
  auto zero = builder.getI32IntegerAttr(0);
  metalium::CBWaitFrontOp::create(builder, loc, receive.getCb(), pages);
  Value number = metalium::ReadTileValueOp::create(builder, loc, builder.getIndexType(),
                                                   receive.getCb(), zero, zero);
  metalium::CBPopFrontOp::create(builder, loc, receive.getCb(), pages, /*discards=*/UnitAttr());
  if (!receive.getType().isIndex())
    number = arith::IndexCastOp::create(builder, loc, receive.getType(), number);
  receive.replaceAllUsesWith(number);
  receive.erase();
}
