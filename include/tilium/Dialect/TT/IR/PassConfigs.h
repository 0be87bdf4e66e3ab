//===- PassConfigs.h - What a program trades of accuracy --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// InferTTLayout's options become attributes of the module, which later passes read; a module
// without them is compiled for accuracy.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DIALECT_TT_IR_PASSCONFIGS_H
#define TILIUM_DIALECT_TT_IR_PASSCONFIGS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

inline constexpr llvm::StringLiteral mathFidelityAttrName = "tt.math_fidelity";
inline constexpr llvm::StringLiteral reciprocalDivisionAttrName = "tt.reciprocal_division";
inline constexpr llvm::StringLiteral approximateExponentialsAttrName =
    "tt.approximate_exponentials";

/// Whether the module of `op` has the option `name`.
inline bool hasPassConfig(mlir::Operation *op, llvm::StringRef name) {
  auto module = op->getParentOfType<mlir::ModuleOp>();
  return module && module->hasAttr(name);
}

/// The phases that a product takes in the module of `op`.
inline tt::MathFidelity getMathFidelity(mlir::Operation *op) {
  auto module = op->getParentOfType<mlir::ModuleOp>();
  auto name =
      module ? module->getAttrOfType<mlir::StringAttr>(mathFidelityAttrName) : mlir::StringAttr();
  // The dialect's verifier knows the names.
  return name ? *tt::symbolizeMathFidelity(name.getValue()) : tt::MathFidelity::HiFi4;
}

} // namespace tilium

#endif // TILIUM_DIALECT_TT_IR_PASSCONFIGS_H
