//===- Conversions.cpp - Values of one type as another --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "FunctionImporter.h"

#include "tilium/Dialect/Tile/IR/ElementConversion.h"

using namespace mlir;
using namespace tilium;

Value FunctionImporter::widenUnsigned(Value value) {
  return tile::widenUnsigned(builder, loc, value);
}

Value FunctionImporter::fromStorage(Value value) { return tile::fromStorage(builder, loc, value); }

FailureOr<Value> FunctionImporter::convert(Value value, Type type) {
  if (Value converted = tile::convertElement(builder, loc, value, type))
    return converted;
  return error(DiagnosticCode::UnsupportedExpression)
         << "cannot convert " << value.getType() << " to " << type;
}
