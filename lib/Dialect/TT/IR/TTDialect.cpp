//===- TTDialect.cpp - The tt dialect -------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include "mlir/IR/DialectImplementation.h"

using namespace mlir;
using namespace tilium::tt;

#include "tilium/Dialect/TT/IR/TTDialect.cpp.inc"
#include "tilium/Dialect/TT/IR/TTEnums.cpp.inc"
#include "tilium/Dialect/TT/IR/TTInterfaces.cpp.inc"

void TTDialect::initialize() {
  registerAttributes();
  registerTypes();
  addOperations<
#define GET_OP_LIST
#include "tilium/Dialect/TT/IR/TTOps.cpp.inc"
      >();
}

/// Attributes this dialect puts on functions, arguments and modules, each with its only class.
LogicalResult TTDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  auto mustBe = [&]<typename AttributeClass>(StringRef what) -> LogicalResult {
    if (isa<AttributeClass>(attribute.getValue()))
      return success();
    return op->emitError() << "'" << attribute.getName().getValue() << "' must be " << what;
  };
  StringRef name = attribute.getName().getValue();
  if (name == "tt.kernel_role")
    return mustBe.operator()<KernelRoleAttr>("a #tt.kernel_role");
  if (name == "tt.core_grid")
    return mustBe.operator()<CoreGridAttr>("a #tt.core_grid");
  if (name == "tt.core_ranges")
    return mustBe.operator()<CoreRangesAttr>("a #tt.core_ranges");
  if (name == "tt.partition_mode")
    return mustBe.operator()<PartitionModeAttr>("a #tt.partition_mode");
  if (name == "tt.work_partition")
    return mustBe.operator()<WorkPartitionAttr>("a #tt.work_partition");
  if (name == "tt.tile_dfg")
    return mustBe.operator()<TileDFGAttr>("a #tt.tile_dfg");
  if (name == "tt.compute_config")
    return mustBe.operator()<ComputeConfigAttr>("a #tt.compute_config");
  if (name == "tt.cb_desc")
    return mustBe.operator()<CBDescAttr>("a #tt.cb_desc");
  if (name == "tt.layout_desc")
    return mustBe.operator()<LayoutDescAttr>("a #tt.layout");
  if (name == "tt.grid_tiles")
    return mustBe.operator()<DenseI64ArrayAttr>("an array<i64: ...>");
  if (name == "tt.target" || name == "tt.program")
    return mustBe.operator()<StringAttr>("a string");
  if (name == "tt.reciprocal_division" || name == "tt.approximate_exponentials")
    return mustBe.operator()<UnitAttr>("a unit");
  if (name == "tt.positions")
    return mustBe.operator()<DenseI64ArrayAttr>("an array<i64: ...>");
  if (name == "tt.math_fidelity") {
    auto fidelity = dyn_cast<StringAttr>(attribute.getValue());
    if (!fidelity || !symbolizeMathFidelity(fidelity.getValue()))
      return op->emitError() << "'tt.math_fidelity' must be LoFi, HiFi2, HiFi3 or HiFi4";
  }
  return success();
}
