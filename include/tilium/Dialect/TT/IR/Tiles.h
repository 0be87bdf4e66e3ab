//===- Tiles.h - Sizes of tiles and data formats ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TT_IR_TILES_H
#define TILIUM_DIALECT_TT_IR_TILES_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include <optional>

namespace tilium::tt {

/// Rows and columns of a tile, in elements.
inline constexpr int64_t tileSide = 32;
inline constexpr int64_t tileElements = tileSide * tileSide;

/// Bytes of one tile in `format`.
int64_t tileBytes(DataFormat format);

/// Whether `format` holds integers.
bool isInteger(DataFormat format);

/// The native format of an element type; none if no engine or memory format holds it.
std::optional<DataFormat> dataFormatOf(mlir::Type type);

} // namespace tilium::tt

#endif // TILIUM_DIALECT_TT_IR_TILES_H
