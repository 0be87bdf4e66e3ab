//===- TileDialect.h - The tile dialect ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TILE_IR_TILEDIALECT_H
#define TILIUM_DIALECT_TILE_IR_TILEDIALECT_H

#include "tilium/Support/MLIR.h"

#include "tilium/Dialect/Tile/IR/TileDialect.h.inc"
#include "tilium/Dialect/Tile/IR/TileEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tilium/Dialect/Tile/IR/TileAttributes.h.inc"

#define GET_TYPEDEF_CLASSES
#include "tilium/Dialect/Tile/IR/TileTypes.h.inc"

#include "tilium/Dialect/Tile/IR/TileInterfaces.h.inc"

#define GET_OP_CLASSES
#include "tilium/Dialect/Tile/IR/TileOps.h.inc"

#endif // TILIUM_DIALECT_TILE_IR_TILEDIALECT_H
