//===- Regions.h - Regions of tile operations and their buffers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Between LowerSharedToCB and LowerToSFPU, tile operations reach circular buffers through a region
// of a cast memref. These helpers look through that.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_REGIONS_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_REGIONS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// The region operation behind an operand of a tile operation.
tile::RegionOp getRegion(mlir::Value operand);

/// Whether the region is of a tensor (and not of an on-chip buffer).
bool isTensorRegion(tile::RegionOp region);

/// The circular buffer of an on-chip region, after LowerSharedToCB; null otherwise.
mlir::TypedValue<tt::CBType> getCircularBuffer(tile::RegionOp region);

/// What the user calls the buffer of a region: a tensor's or an on-chip buffer's name.
std::string getBufferName(tile::RegionOp region);

/// Success if the region is the whole on-chip buffer; otherwise an error at `op` that names
/// the operation (`what`) and the buffer.
mlir::LogicalResult requireWholeBuffer(mlir::Operation *op, tile::RegionOp region,
                                       llvm::StringRef what);

/// A circular buffer with `rows` x `cols` tiles a block, declared at the start of `function`.
mlir::TypedValue<tt::CBType> createCircularBuffer(mlir::func::FuncOp function, mlir::Location loc,
                                                  llvm::StringRef name, int64_t rows, int64_t cols,
                                                  tt::DataFormat format, int64_t depth);

/// Erases regions and casts that nothing uses any more.
void eraseUnusedRegions(mlir::func::FuncOp function);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_REGIONS_H
