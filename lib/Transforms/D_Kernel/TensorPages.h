//===- TensorPages.h - Which pages of a tensor a region covers --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_TENSORPAGES_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_TENSORPAGES_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Makes the code that visits the tiles of a region of a tensor, row by row.
class TensorPages {
public:
  /// The region of `tensor` at `offsets` with `extents` (elements), laid out as `layout`.
  TensorPages(tt::LayoutDescAttr layout, mlir::ValueRange offsets, llvm::ArrayRef<int64_t> extents)
      : layout(layout), offsets(offsets), extents(extents) {}

  /// What to do with one tile: its page in the tensor and its number in the block.
  using Visit = llvm::function_ref<void(mlir::OpBuilder &, mlir::Value page, mlir::Value number)>;

  /// Tiles of the region, those outside of the tensor included.
  int64_t getNumTiles() const;

  /// Makes loops over the tiles. `inside` is called for tiles in the tensor; tiles outside of it,
  /// if there can be any, go to `outside`, which may be null: they are skipped then.
  void forEachTile(mlir::OpBuilder &builder, mlir::Location loc, Visit inside, Visit outside);

  /// What to do with half a row of a tile, 16 elements: its page and place in it in the tensor, and
  /// those in the block, places in elements.
  struct HalfRow {
    mlir::Value page, placeInPage, number, placeInTile;
  };

  /// Makes loops over the first `rows` rows of a region that may start in any row of a tile, of a
  /// tensor in plain tiles. `whole` is called for tiles that are whole ones of the tensor, `half`
  /// for each half row of the others. What is outside of the tensor is skipped.
  void forEachRow(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value rows, Visit whole,
                  llvm::function_ref<void(mlir::OpBuilder &, const HalfRow &)> half);

private:
  struct Axis {
    mlir::Value first;   ///< Number of the first tile in the tensor.
    int64_t count = 1;   ///< Tiles of the region.
    int64_t total = 1;   ///< Tiles of the tensor.
    bool bounded = true; ///< Whether the region surely stays inside.
  };
  /// A matrix of the region: its number there and in the tensor, and whether it is in the tensor;
  /// null if it surely is.
  struct Matrix {
    mlir::Value inRegion, inTensor, isInside;
  };
  void forEachMatrix(mlir::OpBuilder &builder, mlir::Location loc,
                     llvm::function_ref<void(mlir::OpBuilder &, const Matrix &)> body);
  Axis makeAxis(mlir::OpBuilder &builder, mlir::Location loc, int64_t dim, int64_t block,
                int64_t total);

  tt::LayoutDescAttr layout;
  mlir::ValueRange offsets;
  llvm::ArrayRef<int64_t> extents;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_TENSORPAGES_H
