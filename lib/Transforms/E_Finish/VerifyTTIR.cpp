//===- VerifyTTIR.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_VERIFYTTIRPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class VerifyTTIRPass : public tilium::impl::VerifyTTIRPassBase<VerifyTTIRPass> {
public:
  using VerifyTTIRPassBase::VerifyTTIRPassBase;
  void runOnOperation() override {
    getOperation().emitError("VerifyTTIR is missing");
    signalPassFailure();
  }
};
} // namespace
