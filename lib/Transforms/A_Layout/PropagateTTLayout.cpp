//===- PropagateTTLayout.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_PROPAGATETTLAYOUTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class PropagateTTLayoutPass : public tilium::impl::PropagateTTLayoutPassBase<PropagateTTLayoutPass> {
public:
  using PropagateTTLayoutPassBase::PropagateTTLayoutPassBase;
  void runOnOperation() override {
    getOperation().emitError("PropagateTTLayout is missing");
    signalPassFailure();
  }
};
} // namespace
