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

/// The module attribute with the emitted files: an array of [file name, text] pairs.
inline constexpr llvm::StringLiteral generatedFilesAttrName = "tt.generated_files";

using GeneratedFiles = std::vector<std::pair<std::string, std::string>>;

/// Emits reader.cpp, compute.cpp, writer.cpp, main.cpp, CMakeLists.txt, tt.plan.json and
/// tt.lines.json of a final program; an error at what cannot be emitted.
mlir::FailureOr<GeneratedFiles> emitProgram(mlir::ModuleOp module);

/// Keeps `files` in the module's attribute.
void setGeneratedFiles(mlir::ModuleOp module, const GeneratedFiles &files);

/// The emitted files of `module`; empty before CodegenTT ran.
GeneratedFiles getGeneratedFiles(mlir::ModuleOp module);

/// Registers `--emit-metalium` (prints the emitted files, each under a line with its name;
/// `--metalium-file=NAME` prints that one alone) with mlir-translate's driver.
void registerMetaliumTranslation();

} // namespace tilium

#endif // TILIUM_TARGET_METALIUM_GENERATEDFILES_H
