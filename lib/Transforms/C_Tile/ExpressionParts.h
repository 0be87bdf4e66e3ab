//===- ExpressionParts.h - Taking expressions over tiles apart --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_EXPRESSIONPARTS_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_EXPRESSIONPARTS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include "llvm/ADT/SetVector.h"

namespace tilium {

/// The operations in the body of a tt.eltwise that make `part`, in program order.
llvm::SetVector<mlir::Operation *> collectSlice(mlir::Value part);

/// Computes `part`, a value in the body of `op`, into the circular buffer `into` before `op`, which
/// is made anew to take it from there and given back. `into` has the tiles of the result, or, if
/// the part is the same along rows, one column of tiles.
tt::EltwiseOp splitExpression(tt::EltwiseOp op, mlir::Value part, mlir::TypedValue<tt::CBType> into,
                              bool isVector);

/// Makes `op` anew without what its result does not need.
tt::EltwiseOp dropUnusedOperands(tt::EltwiseOp op);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_EXPRESSIONPARTS_H
