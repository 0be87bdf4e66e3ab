//===- ScanLowering.h - T.cumsum and T.cummax -------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_SCANLOWERING_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_SCANLOWERING_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Replaces scans of on-chip buffers: running sums by tt.cumsum, with transpositions for those
/// along rows and the total for those from the end; running maxima and scans over whole matrices
/// by steps of tt.shift_rows and tt.eltwise.
mlir::LogicalResult lowerScan(tile::ScanOp scan);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_SCANLOWERING_H
