//===- ElementConversion.h - Values of one type as another -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Arithmetic knows signed integers alone. What is unsigned in a buffer is widened when it is read,
// so that every value of it is one of the wider signed type, and cut to its width when written.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TILE_IR_ELEMENTCONVERSION_H
#define TILIUM_DIALECT_TILE_IR_ELEMENTCONVERSION_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"

namespace tilium::tile {

/// A value of an unsigned width as a signed value of the next width that holds it.
mlir::Value widenUnsigned(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// What is read from a buffer or the signature, as arithmetic takes it.
mlir::Value fromStorage(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value);

/// `value`, as arithmetic takes it, as one of `type`, which a buffer may have; null if there is no
/// such conversion.
mlir::Value convertElement(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value value,
                           mlir::Type type);

} // namespace tilium::tile

#endif // TILIUM_DIALECT_TILE_IR_ELEMENTCONVERSION_H
