//===- CodegenTT.cpp - Emits the program's files (G) ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The printing is in lib/Target/Metalium; the pass looks at the numbers, and keeps the files with
// the module they came from.
//
//===----------------------------------------------------------------------===//

#include "tilium/Support/Diagnostics.h"
#include "tilium/Target/Metalium/GeneratedFiles.h"
#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_CODEGENTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Kernels compute with 32 bits: a larger number would lose its upper ones, and a loop up to it
/// would never end.
static LogicalResult checkNumbers(ModuleOp module) {
  WalkResult result = module.walk([](Operation *op) {
    for (Value operand : op->getOperands()) {
      APInt number;
      if (!operand.getType().isIntOrIndex() || !matchPattern(operand, m_ConstantInt(&number)) ||
          number.isSignedIntN(32) || number.isIntN(32))
        continue;
      refuse(op, DiagnosticCode::NumberTooLarge)
          << "needs the number " << number.getSExtValue()
          << "; kernels compute with 32 bits: use smaller sizes, or loops in loops";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

namespace {
class CodegenTTPass : public tilium::impl::CodegenTTPassBase<CodegenTTPass> {
public:
  using CodegenTTPassBase::CodegenTTPassBase;

  void runOnOperation() override {
    if (failed(checkNumbers(getOperation())))
      return signalPassFailure();
    FailureOr<GeneratedFiles> files = emitProgram(getOperation());
    if (failed(files))
      return signalPassFailure();
    setGeneratedFiles(getOperation(), *files);
  }
};
} // namespace
