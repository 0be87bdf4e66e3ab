//===- InferTTLayout.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INFERTTLAYOUTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class InferTTLayoutPass : public tilium::impl::InferTTLayoutPassBase<InferTTLayoutPass> {
public:
  using InferTTLayoutPassBase::InferTTLayoutPassBase;
  void runOnOperation() override {
    getOperation().emitError("InferTTLayout is missing");
    signalPassFailure();
  }
};
} // namespace
