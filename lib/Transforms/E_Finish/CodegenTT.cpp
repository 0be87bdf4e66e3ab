//===- CodegenTT.cpp - Emits the program's files (G) ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The printing is in lib/Target/Metalium; the pass keeps the files with the module they came from.
//
//===----------------------------------------------------------------------===//

#include "tilium/Target/Metalium/GeneratedFiles.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_CODEGENTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

namespace {
class CodegenTTPass : public tilium::impl::CodegenTTPassBase<CodegenTTPass> {
public:
  using CodegenTTPassBase::CodegenTTPassBase;

  void runOnOperation() override {
    FailureOr<GeneratedFiles> files = emitProgram(getOperation());
    if (failed(files))
      return signalPassFailure();
    setGeneratedFiles(getOperation(), *files);
  }
};
} // namespace
