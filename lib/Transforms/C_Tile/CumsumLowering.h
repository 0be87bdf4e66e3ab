//===- CumsumLowering.h - T.cumsum to tt.cumsum -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_CUMSUMLOWERING_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_CUMSUMLOWERING_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Replaces running sums over an on-chip buffer by tt.cumsum, with transpositions for sums along
/// rows and the total for sums from the end.
mlir::LogicalResult lowerCumsum(tile::CumsumOp cumsum);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_CUMSUMLOWERING_H
