//===- GeneratedFiles.h - The files that CodegenTT emits --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_TARGET_METALIUM_GENERATEDFILES_H
#define TILIUM_TARGET_METALIUM_GENERATEDFILES_H

#include "tilium/Support/MLIR.h"

#include <string>
#include <utility>
#include <vector>

namespace tilium {

/// The module attribute with the emitted files: a dictionary from file name to text.
inline constexpr llvm::StringLiteral generatedFilesAttrName = "tt.generated_files";

/// The emitted files of `module` by name; empty before CodegenTT ran.
std::vector<std::pair<std::string, std::string>> getGeneratedFiles(mlir::ModuleOp module);

/// Registers `--emit-metalium` (prints the emitted files, each under a line with its name;
/// `--emit-metalium-file=NAME` prints that one alone) with mlir-translate's driver.
void registerMetaliumTranslation();

} // namespace tilium

#endif // TILIUM_TARGET_METALIUM_GENERATEDFILES_H
