//===- ParallelBuilder.h - Elementwise code by passes -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_PARALLELBUILDER_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_PARALLELBUILDER_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// An empty T.Parallel over `extents` where the builder stands; leaves the builder before the end
/// of its body.
tile::ParallelOp createParallel(mlir::OpBuilder &builder, mlir::Location loc,
                                llvm::ArrayRef<int64_t> extents);

/// Whether a buffer is a tensor in device memory.
bool isTensor(mlir::Value memref);

/// The user's name of a tensor or on-chip buffer, for messages.
std::string nameOfBuffer(mlir::Value memref);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_PARALLELBUILDER_H
