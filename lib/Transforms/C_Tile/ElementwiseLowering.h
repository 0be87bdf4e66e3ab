//===- ElementwiseLowering.h - T.Parallel to tt.eltwise ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_ELEMENTWISELOWERING_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_ELEMENTWISELOWERING_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Replaces a T.Parallel over on-chip buffers by one tt.eltwise for each of its stores, in order.
mlir::LogicalResult lowerParallel(tile::ParallelOp parallel);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_ELEMENTWISELOWERING_H
