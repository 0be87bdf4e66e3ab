//===- BufferBounds.h - Accesses beyond buffers on chip ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_BUFFERBOUNDS_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_BUFFERBOUNDS_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Refuses accesses that surely reach elements which their buffer does not have. What a condition
/// guards is let pass: the element that is read instead is not used.
mlir::LogicalResult checkBufferBounds(tile::ParallelOp parallel);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_BUFFERBOUNDS_H
