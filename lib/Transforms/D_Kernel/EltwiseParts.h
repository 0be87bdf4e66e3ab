//===- EltwiseParts.h - Cutting elementwise work for DST --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPARTS_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPARTS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// Replaces a tt.eltwise in buffer form by loops over parts of at most `dstTiles` tiles of DST.
/// Reports an expression that does not fit.
mlir::LogicalResult cutEltwise(tt::EltwiseOp eltwise, int64_t dstTiles);

/// Replaces a tt.reduce in buffer form by loops over its result tiles.
void cutReduce(tt::ReduceOp reduce);

/// Replaces a tt.cumsum in buffer form by loops down the columns of its tiles.
void cutCumsum(tt::CumsumOp cumsum);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPARTS_H
