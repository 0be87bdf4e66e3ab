//===- Diagnostics.h - Errors and advice with codes -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_SUPPORT_DIAGNOSTICS_H
#define TILIUM_SUPPORT_DIAGNOSTICS_H

#include "tilium/Support/MLIR.h"

#include "mlir/IR/Diagnostics.h"

namespace tilium {

/// What a diagnostic is about, for programs and for the page that explains it.
enum class DiagnosticCode {
#define TILIUM_DIAGNOSTIC(enumerator, code) enumerator,
#include "tilium/Support/DiagnosticCodes.def"
};

/// The code as users see it, such as "run-time-grid".
llvm::StringRef spellingOf(DiagnosticCode code);

/// All codes as users see them, in the order of DiagnosticCodes.def.
llvm::ArrayRef<llvm::StringRef> allDiagnosticCodes();

/// An error that says why a program cannot be compiled. It converts to failure().
mlir::InFlightDiagnostic refuse(mlir::Location loc, DiagnosticCode code);
mlir::InFlightDiagnostic refuse(mlir::Operation *op, DiagnosticCode code);

/// A warning: the program compiles, but may not do what its author expects.
mlir::InFlightDiagnostic warn(mlir::Operation *op, DiagnosticCode code);

/// A remark: what something costs, and what would be cheaper.
mlir::InFlightDiagnostic advise(mlir::Operation *op, DiagnosticCode code);

/// Where operations are that the compiler adds at `loc`. No warning is about them: their author did
/// not write them.
mlir::Location locationOfAddition(mlir::Location loc);
bool isAddition(mlir::Operation *op);

/// The code that a diagnostic was made with; empty if it has none.
llvm::StringRef codeOf(mlir::Diagnostic &diagnostic);

} // namespace tilium

#endif // TILIUM_SUPPORT_DIAGNOSTICS_H
