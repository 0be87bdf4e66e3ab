//===- ScalarCode.h - Scalar code that engines have to do -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_SCALARCODE_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_SCALARCODE_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// Brings scalar code that engines have to do into T.Parallel, and erases what is left of it.
mlir::LogicalResult bringScalarCodeIntoParallel(mlir::ModuleOp module);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_SCALARCODE_H
