//===- ReduceLowering.h - T.reduce to tt.reduce -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_REDUCELOWERING_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_REDUCELOWERING_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Replaces a reduction of an on-chip buffer by tt.reduce, and tt.eltwise where it takes absolute
/// values, has padding or continues what the destination holds.
mlir::LogicalResult lowerReduce(tile::ReduceOp reduce);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_REDUCELOWERING_H
