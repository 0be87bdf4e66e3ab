//===- ComposedFunctions.h - Functions made of other functions --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_IMPORT_COMPOSEDFUNCTIONS_H
#define TILIUM_LIB_IMPORT_COMPOSEDFUNCTIONS_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Whether `composeFunction` has what TIR calls `name` ("tirx.atan"), of so many operands.
bool isComposedFunction(llvm::StringRef name, size_t operands);

/// The value of a function that the vector engine does not have, made of functions that it has.
/// Operands are float32, and so is the result, but for "tirx.isnan" and "tirx.isfinite", which are
/// truths. docs/operations.md has the errors.
mlir::Value composeFunction(mlir::OpBuilder &builder, mlir::Location loc, llvm::StringRef name,
                            mlir::ValueRange operands);

} // namespace tilium

#endif // TILIUM_LIB_IMPORT_COMPOSEDFUNCTIONS_H
