//===- MetaliumDialect.cpp - The metalium dialect -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "mlir/IR/DialectImplementation.h"

using namespace mlir;

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.cpp.inc"
#include "tilium/Dialect/Metalium/IR/MetaliumEnums.cpp.inc"
#include "tilium/Dialect/Metalium/IR/MetaliumInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumAttributes.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumTypes.cpp.inc"

#define GET_OP_CLASSES
#include "tilium/Dialect/Metalium/IR/MetaliumOps.cpp.inc"

void tilium::metalium::MetaliumDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "tilium/Dialect/Metalium/IR/MetaliumAttributes.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "tilium/Dialect/Metalium/IR/MetaliumTypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "tilium/Dialect/Metalium/IR/MetaliumOps.cpp.inc"
      >();
}
