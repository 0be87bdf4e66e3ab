//===- LayoutAwareWorkPartitionTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LAYOUTAWAREWORKPARTITIONTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class LayoutAwareWorkPartitionTTPass : public tilium::impl::LayoutAwareWorkPartitionTTPassBase<LayoutAwareWorkPartitionTTPass> {
public:
  using LayoutAwareWorkPartitionTTPassBase::LayoutAwareWorkPartitionTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("LayoutAwareWorkPartitionTT is missing");
    signalPassFailure();
  }
};
} // namespace
