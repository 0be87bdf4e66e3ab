//===- ScalarChannels.h - How kernels get integers of tensors ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_SCALARCHANNELS_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_SCALARCHANNELS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Gives the integers that `function` loads from tensors their ways: a page for each data movement
/// kernel that loads some, and a channel from the reader for each one that the compute kernel
/// needs. For value form. Says what they cost.
mlir::LogicalResult createScalarChannels(mlir::func::FuncOp function);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_SCALARCHANNELS_H
