//===- AttachTensorAccessorTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_ATTACHTENSORACCESSORTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class AttachTensorAccessorTTPass : public tilium::impl::AttachTensorAccessorTTPassBase<AttachTensorAccessorTTPass> {
public:
  using AttachTensorAccessorTTPassBase::AttachTensorAccessorTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("AttachTensorAccessorTT is missing");
    signalPassFailure();
  }
};
} // namespace
