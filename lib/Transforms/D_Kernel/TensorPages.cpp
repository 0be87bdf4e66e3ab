//===- TensorPages.cpp - Which pages of a tensor a region covers ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TensorPages.h"

#include "LoopBuilder.h"
#include "tilium/Analysis/IndexRange.h"
#include "tilium/Dialect/TT/IR/Tiles.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace tilium;

int64_t TensorPages::getNumTiles() const {
  int64_t count = 1;
  for (auto [dim, extent] : llvm::enumerate(extents)) {
    bool tiled = int64_t(dim) == layout.getRowDim() || int64_t(dim) == layout.getColDim();
    count *= tiled ? llvm::divideCeil(extent, tt::tileSide) : extent;
  }
  return count;
}

/// The tiles of the region along `dim`, whose blocks of `block` elements start new tiles.
TensorPages::Axis TensorPages::makeAxis(OpBuilder &builder, Location loc, int64_t dim,
                                        int64_t block, int64_t total) {
  Axis axis;
  axis.total = total;
  if (dim < 0) {
    axis.first = arith::ConstantIndexOp::create(builder, loc, 0);
    return axis;
  }
  axis.count = llvm::divideCeil(extents[dim], tt::tileSide);
  Value blockNumber = createExactDivision(builder, loc, offsets[dim], block);
  axis.first = IndexBuilder(builder, loc).mul(blockNumber, llvm::divideCeil(block, tt::tileSide));
  std::optional<IndexRange> range = getIndexRange(axis.first);
  axis.bounded = range && range->smallest >= 0 && range->largest + axis.count <= total;
  return axis;
}

void TensorPages::forEachTile(OpBuilder &builder, Location loc, Visit inside, Visit outside) {
  Axis rows =
      makeAxis(builder, loc, layout.getRowDim(), layout.getRowBlock(), layout.getRowTiles());
  Axis cols =
      makeAxis(builder, loc, layout.getColDim(), layout.getColBlock(), layout.getColTiles());
  SmallVector<int64_t> outerDims = layout.getOuterDims();
  int64_t outerCount = 1;
  for (int64_t dim : outerDims)
    outerCount *= extents[dim];

  createLoop(builder, loc, outerCount, "matrix", [&](OpBuilder &b, Value matrix) {
    // The matrix's number in the tensor, and whether it can lie outside.
    IndexBuilder outerIndex(b, loc);
    Value number = outerIndex.constant(0), outerInside;
    int64_t inner = outerCount;
    for (int64_t dim : outerDims) {
      int64_t extent = extents[dim], size = layout.getShape()[dim];
      inner /= extent;
      Value within = matrix;
      if (inner != 1)
        within = b.createOrFold<arith::DivUIOp>(loc, within, outerIndex.constant(inner));
      if (extent != outerCount)
        within = b.createOrFold<arith::RemUIOp>(loc, within, outerIndex.constant(extent));
      Value at = extent == 1 ? offsets[dim] : outerIndex.add(offsets[dim], within);
      number = outerIndex.add(outerIndex.mul(number, size), at);
      std::optional<IndexRange> range = getIndexRange(at);
      if (range && range->smallest >= 0 && range->largest < size)
        continue;
      Value test =
          arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, at, outerIndex.constant(size));
      outerInside =
          outerInside ? arith::AndIOp::create(b, loc, outerInside, test).getResult() : test;
    }
    createLoop(b, loc, rows.count, "row", [&](OpBuilder &b, Value r) {
      Value row = IndexBuilder(b, loc).add(rows.first, r);
      createLoop(b, loc, cols.count, "col", [&](OpBuilder &b, Value c) {
        IndexBuilder index(b, loc);
        Value col = index.add(cols.first, c);
        Value page =
            index.add(index.mul(index.add(index.mul(number, rows.total), row), cols.total), col);
        Value tile =
            index.add(index.mul(index.add(index.mul(matrix, rows.count), r), cols.count), c);
        Value isInside = outerInside;
        auto require = [&](const Axis &axis, Value at) {
          if (axis.bounded)
            return;
          Value test = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, at,
                                             index.constant(axis.total));
          isInside = isInside ? arith::AndIOp::create(b, loc, isInside, test).getResult() : test;
        };
        require(rows, row);
        require(cols, col);
        if (!isInside)
          return inside(b, page, tile);
        auto branch =
            scf::IfOp::create(b, loc, isInside, /*withElseRegion=*/static_cast<bool>(outside));
        OpBuilder thenBuilder = branch.getThenBodyBuilder();
        inside(thenBuilder, page, tile);
        if (outside) {
          OpBuilder elseBuilder = branch.getElseBodyBuilder();
          outside(elseBuilder, page, tile);
        }
      });
    });
  });
}
