//===- TIRImporter.h - TileLang's TIR, as JSON, into tile IR ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_IMPORT_TIRIMPORTER_H
#define TILIUM_IMPORT_TIRIMPORTER_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Translates what `tvm.ir.save_json` gives for a PrimFunc (or a module of them), after TileLang's
/// Simplify and LetInline, to a module of the `tile` dialect. Locations are the user's Python
/// lines. Malformed input and what cannot be expressed is reported through the context's
/// diagnostics, at the Python line or at `name`; the result is null then.
mlir::OwningOpRef<mlir::ModuleOp> importTIR(llvm::StringRef json, llvm::StringRef name,
                                            mlir::MLIRContext *context);

/// Registers `--import-tir` with mlir-translate's driver.
void registerImportTIRTranslation();

} // namespace tilium

#endif // TILIUM_IMPORT_TIRIMPORTER_H
