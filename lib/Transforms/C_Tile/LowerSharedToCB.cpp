//===- LowerSharedToCB.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERSHAREDTOCBPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class LowerSharedToCBPass : public tilium::impl::LowerSharedToCBPassBase<LowerSharedToCBPass> {
public:
  using LowerSharedToCBPassBase::LowerSharedToCBPassBase;
  void runOnOperation() override {
    getOperation().emitError("LowerSharedToCB is missing");
    signalPassFailure();
  }
};
} // namespace
