//===- SafeValues.h - What reads outside of tensors give --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_A_LAYOUT_SAFEVALUES_H
#define TILIUM_LIB_TRANSFORMS_A_LAYOUT_SAFEVALUES_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium {

/// What an element of type `type` is outside of the tensor: its `tile.safe_value`, or zero.
mlir::Value createSafeValue(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value tensor,
                            mlir::Type type);

/// Puts the safe value of its tensor, if that has one, where a copy reads outside.
void stageSafeValues(mlir::func::FuncOp function);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_A_LAYOUT_SAFEVALUES_H
