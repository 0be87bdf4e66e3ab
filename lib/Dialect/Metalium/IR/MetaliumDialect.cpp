//===- MetaliumDialect.cpp - The metalium dialect -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

#include "tilium/Dialect/Metalium/IR/VectorFunctions.h"

using namespace mlir;
using namespace tilium::metalium;

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

unsigned tilium::metalium::networkOf(tt::KernelRole role) {
  return role == tt::KernelRole::Writer ? 1 : 0;
}

//===----------------------------------------------------------------------===//
// The vector engine
//===----------------------------------------------------------------------===//

/// The table's entry of a verified operation.
static const VectorFunction &functionOf(StringRef name) { return *findVectorFunction(name); }

static SmallVector<std::string> templateArguments(StringRef text) {
  return text.empty() ? SmallVector<std::string>() : SmallVector<std::string>{text.str()};
}

LogicalResult VectorInitOp::verify() {
  if (findVectorFunction(getFunction()))
    return success();
  return emitOpError("names no function of the vector engine: '") << getFunction() << "'";
}
StringRef VectorInitOp::getCallee() { return functionOf(getFunction()).initCallee; }
StringRef VectorInitOp::getHeader() { return functionOf(getFunction()).header; }
SmallVector<OpFoldResult> VectorInitOp::getCallArguments() { return {}; }
SmallVector<std::string> VectorInitOp::getTemplateArguments() {
  return templateArguments(functionOf(getFunction()).initTemplate);
}

LogicalResult VectorOp::verify() {
  const VectorFunction *function = findVectorFunction(getFunction());
  if (!function)
    return emitOpError("names no function of the vector engine: '") << getFunction() << "'";
  if (getTiles().size() != function->tiles)
    return emitOpError("'") << getFunction() << "' takes " << function->tiles << " tiles, not "
                            << getTiles().size();
  if (function->scalar != (getBits() || getValue()) || (getBits() && getValue()))
    return emitOpError("'") << getFunction()
                            << (function->scalar ? "' takes one number" : "' takes no number");
  return success();
}
StringRef VectorOp::getCallee() { return functionOf(getFunction()).callee; }
StringRef VectorOp::getHeader() { return functionOf(getFunction()).header; }
SmallVector<OpFoldResult> VectorOp::getCallArguments() {
  SmallVector<OpFoldResult> arguments(getTiles());
  if (getBits())
    arguments.push_back(getBits());
  else if (getValue())
    arguments.push_back(*getValue());
  return arguments;
}
SmallVector<std::string> VectorOp::getTemplateArguments() {
  return templateArguments(functionOf(getFunction()).calleeTemplate);
}
