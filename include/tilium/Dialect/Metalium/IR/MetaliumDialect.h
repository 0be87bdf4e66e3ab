//===- MetaliumDialect.h - The metalium dialect ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_METALIUM_IR_METALIUMDIALECT_H
#define TILIUM_DIALECT_METALIUM_IR_METALIUMDIALECT_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Support/MLIR.h"

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h.inc"
#include "tilium/Dialect/Metalium/IR/MetaliumEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumAttributes.h.inc"

#define GET_TYPEDEF_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumTypes.h.inc"

#include "tilium/Dialect/Metalium/IR/MetaliumInterfaces.h.inc"

#define GET_OP_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumOps.h.inc"

namespace tilium::metalium {

/// The network that a kernel's transfers take: 0 for the reader, 1 for the writer. The plan and
/// the host program tell it to whoever runs the kernels.
unsigned networkOf(tt::KernelRole role);

} // namespace tilium::metalium

#endif // TILIUM_DIALECT_METALIUM_IR_METALIUMDIALECT_H
