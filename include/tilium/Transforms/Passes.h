//===- Passes.h - The 17 passes ---------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_TRANSFORMS_PASSES_H
#define TILIUM_TRANSFORMS_PASSES_H

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"
#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Dialect/Tile/IR/TileDialect.h"
#include "tilium/Support/MLIR.h"

#include "mlir/Dialect/Math/IR/Math.h"

namespace tilium {

#define GEN_PASS_DECL
#include "tilium/Transforms/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "tilium/Transforms/Passes.h.inc"

} // namespace tilium

#endif // TILIUM_TRANSFORMS_PASSES_H
