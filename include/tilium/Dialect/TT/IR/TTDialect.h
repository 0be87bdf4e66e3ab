//===- TTDialect.h - The tt dialect ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TT_IR_TTDIALECT_H
#define TILIUM_DIALECT_TT_IR_TTDIALECT_H

#include "tilium/Dialect/Tile/IR/TileDialect.h"
#include "tilium/Support/MLIR.h"

#include "tilium/Dialect/TT/IR/TTDialect.h.inc"
#include "tilium/Dialect/TT/IR/TTEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tilium/Dialect/TT/IR/TTAttributes.h.inc"

#define GET_TYPEDEF_CLASSES
#include "tilium/Dialect/TT/IR/TTTypes.h.inc"

#include "tilium/Dialect/TT/IR/TTInterfaces.h.inc"

#define GET_OP_CLASSES
#include "tilium/Dialect/TT/IR/TTOps.h.inc"

#endif // TILIUM_DIALECT_TT_IR_TTDIALECT_H
