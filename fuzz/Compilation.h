//===- Compilation.h - Compiles what a fuzzer made --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_FUZZ_COMPILATION_H
#define TILIUM_FUZZ_COMPILATION_H

#include "tilium/Transforms/Pipeline.h"

#include <functional>
#include <string>

namespace tilium::fuzz {

/// Runs the compiler in a context that is kept between inputs. Whatever fails has to say why: a
/// failure without an error message stops the program, as a crash would.
class Compilation {
public:
  Compilation();
  ~Compilation();

  /// Imports and compiles a program of TIR JSON for both chips.
  void runJson(llvm::StringRef json);
  /// Parses IR and compiles it for both chips; a text that is not valid IR is only parsed unless
  /// `mustParse`, which stops the program then.
  void runText(llvm::StringRef text, bool mustParse);
  /// Parses IR, and prints and parses it again if it is valid: both have to give the same text.
  void runRoundTrip(llvm::StringRef text);

private:
  struct State;
  void renewContext();
  mlir::OwningOpRef<mlir::ModuleOp>
  attempt(llvm::StringRef what, llvm::function_ref<mlir::OwningOpRef<mlir::ModuleOp>()> action);
  bool succeedsOrSays(llvm::StringRef what, llvm::function_ref<bool()> action);
  bool runPass(mlir::ModuleOp program, const PipelineEntry &entry, const PipelineOptions &options);
  void compile(mlir::ModuleOp module);

  std::unique_ptr<State> state;
};

} // namespace tilium::fuzz

#endif // TILIUM_FUZZ_COMPILATION_H
