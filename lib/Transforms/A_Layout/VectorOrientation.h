//===- VectorOrientation.h - Rows or columns of tiles for vectors -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_VECTORORIENTATION_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_VECTORORIENTATION_H

#include "tilium/Support/MLIR.h"

#include "llvm/ADT/DenseSet.h"

namespace tilium {

/// The one-dimensional on-chip buffers of `function` (results of tile.alloc) that live in tiles as
/// a column, because the program uses them as one value for each row: reductions of rows give
/// them, elementwise code spreads them along rows. Vectors that are copied or computed from one
/// another go the same way; all others are rows.
llvm::DenseSet<mlir::Value> findColumnVectors(mlir::func::FuncOp function);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_VECTORORIENTATION_H
