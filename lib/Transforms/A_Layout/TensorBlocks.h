//===- TensorBlocks.h - Where tiles of a tensor may start -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_TENSORBLOCKS_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_TENSORBLOCKS_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// A tensor or on-chip buffer and how it is accessed.
struct AccessedBuffer {
  mlir::Value value;
  std::string name;
  llvm::SmallVector<tile::RegionOp> accesses; ///< In the order of the program.
  bool isColumn = false;                      ///< Of a vector: one value for each row of tiles.

  mlir::MemRefType type() const { return mlir::cast<mlir::MemRefType>(value.getType()); }
  bool isTensor() const;
};

/// Finds the accesses of `buffer`.
void collectAccesses(AccessedBuffer &buffer);

/// The row and column dimensions: the last two that accesses span; -1 for one that is missing.
std::pair<int64_t, int64_t> chooseTileDims(const AccessedBuffer &buffer);

/// Whether `access` takes whole tiles along `dim` if those start at multiples of 32. One that ended
/// inside a tile would read and overwrite the rest of the tile as well.
bool takesWholeTiles(tile::RegionOp access, int64_t dim);

/// Whether `access` takes one of the blocks of `extent` elements along `dim`.
bool takesBlock(tile::RegionOp access, int64_t dim, int64_t extent);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_TENSORBLOCKS_H
