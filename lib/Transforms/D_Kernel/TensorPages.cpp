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

/// `a` and `b`, where there may be none of them.
static Value both(OpBuilder &builder, Location loc, Value a, Value b) {
  if (!a || !b)
    return a ? a : b;
  return arith::AndIOp::create(builder, loc, a, b);
}

void TensorPages::forEachMatrix(OpBuilder &builder, Location loc,
                                llvm::function_ref<void(OpBuilder &, const Matrix &)> body) {
  SmallVector<int64_t> outerDims = layout.getOuterDims();
  int64_t outerCount = 1;
  for (int64_t dim : outerDims)
    outerCount *= extents[dim];

  createLoop(builder, loc, outerCount, "matrix", [&](OpBuilder &b, Value matrix) {
    IndexBuilder index(b, loc);
    Matrix result{matrix, index.constant(0), Value()};
    int64_t inner = outerCount;
    for (int64_t dim : outerDims) {
      int64_t extent = extents[dim], size = layout.getShape()[dim];
      inner /= extent;
      Value within = matrix;
      if (inner != 1)
        within = b.createOrFold<arith::DivUIOp>(loc, within, index.constant(inner));
      if (extent != outerCount)
        within = b.createOrFold<arith::RemUIOp>(loc, within, index.constant(extent));
      Value at = extent == 1 ? offsets[dim] : index.add(offsets[dim], within);
      result.inTensor = index.add(index.mul(result.inTensor, size), at);
      std::optional<IndexRange> range = getIndexRange(at);
      if (range && range->smallest >= 0 && range->largest < size)
        continue;
      Value test =
          arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, at, index.constant(size));
      result.isInside = both(b, loc, result.isInside, test);
    }
    body(b, result);
  });
}

void TensorPages::forEachTile(OpBuilder &builder, Location loc, Visit inside, Visit outside) {
  Axis rows =
      makeAxis(builder, loc, layout.getRowDim(), layout.getRowBlock(), layout.getRowTiles());
  Axis cols =
      makeAxis(builder, loc, layout.getColDim(), layout.getColBlock(), layout.getColTiles());
  forEachMatrix(builder, loc, [&](OpBuilder &b, const Matrix &matrix) {
    createLoop(b, loc, rows.count, "row", [&](OpBuilder &b, Value r) {
      Value row = IndexBuilder(b, loc).add(rows.first, r);
      createLoop(b, loc, cols.count, "col", [&](OpBuilder &b, Value c) {
        IndexBuilder index(b, loc);
        Value col = index.add(cols.first, c);
        Value page = index.add(
            index.mul(index.add(index.mul(matrix.inTensor, rows.total), row), cols.total), col);
        Value tile = index.add(
            index.mul(index.add(index.mul(matrix.inRegion, rows.count), r), cols.count), c);
        Value isInside = matrix.isInside;
        auto require = [&](const Axis &axis, Value at) {
          if (!axis.bounded)
            isInside = both(b, loc, isInside,
                            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, at,
                                                  index.constant(axis.total)));
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

/// The place of the first element of half a row in its tile: faces of 16 by 16 elements.
static Value placeOfHalfRow(OpBuilder &builder, Location loc, Value row, Value half) {
  constexpr int64_t faceSide = tt::tileSide / 2;
  IndexBuilder index(builder, loc);
  Value side = index.constant(faceSide);
  Value faceRow = builder.createOrFold<arith::DivUIOp>(loc, row, side);
  Value face = index.add(index.mul(faceRow, 2), half);
  Value rowInFace = builder.createOrFold<arith::RemUIOp>(loc, row, side);
  return index.mul(index.add(index.mul(face, faceSide), rowInFace), faceSide);
}

void TensorPages::forEachRow(OpBuilder &builder, Location loc, Value rows, Visit whole,
                             llvm::function_ref<void(OpBuilder &, const HalfRow &)> half) {
  Axis cols =
      makeAxis(builder, loc, layout.getColDim(), layout.getColBlock(), layout.getColTiles());
  int64_t rowDim = layout.getRowDim(), height = layout.getShape()[rowDim];
  int64_t rowTiles = llvm::divideCeil(extents[rowDim], tt::tileSide);
  Value start = offsets[rowDim];
  auto compare = [&](OpBuilder &b, arith::CmpIPredicate predicate, Value a, Value bound) -> Value {
    return arith::CmpIOp::create(b, loc, predicate, a, bound);
  };
  forEachMatrix(builder, loc, [&](OpBuilder &b, const Matrix &matrix) {
    createLoop(b, loc, rowTiles, "row", [&](OpBuilder &b, Value r) {
      createLoop(b, loc, cols.count, "col", [&](OpBuilder &b, Value c) {
        IndexBuilder index(b, loc);
        Value col = index.add(cols.first, c);
        Value tile =
            index.add(index.mul(index.add(index.mul(matrix.inRegion, rowTiles), r), cols.count), c);
        auto pageOf = [&](OpBuilder &b, Value row) {
          IndexBuilder index(b, loc);
          Value tileRow = b.createOrFold<arith::DivUIOp>(loc, row, index.constant(tt::tileSide));
          Value above = index.add(index.mul(matrix.inTensor, layout.getRowTiles()), tileRow);
          return index.add(index.mul(above, cols.total), col);
        };
        Value isInside = matrix.isInside;
        if (!cols.bounded)
          isInside = both(b, loc, isInside,
                          compare(b, arith::CmpIPredicate::ult, col, index.constant(cols.total)));
        OpBuilder within = b;
        if (isInside)
          within =
              scf::IfOp::create(b, loc, isInside, /*withElseRegion=*/false).getThenBodyBuilder();
        IndexBuilder inner(within, loc);
        Value first = inner.mul(r, tt::tileSide), row = inner.add(start, first);
        // A tile of the tensor as a whole: it starts where one does, and ends before the last row.
        Value offset =
            within.createOrFold<arith::AndIOp>(loc, row, inner.constant(tt::tileSide - 1));
        Value isWhole = both(
            within, loc, compare(within, arith::CmpIPredicate::eq, offset, inner.constant(0)),
            both(within, loc,
                 compare(within, arith::CmpIPredicate::sle, inner.add(first, tt::tileSide), rows),
                 compare(within, arith::CmpIPredicate::ult, row, inner.constant(height))));
        auto branch = scf::IfOp::create(within, loc, isWhole, /*withElseRegion=*/true);
        OpBuilder then = branch.getThenBodyBuilder();
        whole(then, pageOf(then, row), tile);
        OpBuilder otherwise = branch.getElseBodyBuilder();
        createLoop(otherwise, loc, tt::tileSide, "line", [&](OpBuilder &b, Value line) {
          IndexBuilder index(b, loc);
          Value inBlock = index.add(first, line), inTensor = index.add(row, line);
          Value isWritten =
              both(b, loc, compare(b, arith::CmpIPredicate::slt, inBlock, rows),
                   compare(b, arith::CmpIPredicate::ult, inTensor, index.constant(height)));
          OpBuilder writes =
              scf::IfOp::create(b, loc, isWritten, /*withElseRegion=*/false).getThenBodyBuilder();
          Value lineInTile = writes.createOrFold<arith::AndIOp>(
              loc, inTensor, IndexBuilder(writes, loc).constant(tt::tileSide - 1));
          Value page = pageOf(writes, inTensor);
          createLoop(writes, loc, 2, "half", [&](OpBuilder &b, Value side) {
            half(b, {page, placeOfHalfRow(b, loc, lineInTile, side), tile,
                     placeOfHalfRow(b, loc, line, side)});
          });
        });
      });
    });
  });
}
