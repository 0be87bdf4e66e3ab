//===- CodegenTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_CODEGENTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class CodegenTTPass : public tilium::impl::CodegenTTPassBase<CodegenTTPass> {
public:
  using CodegenTTPassBase::CodegenTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("CodegenTT is missing");
    signalPassFailure();
  }
};
} // namespace
