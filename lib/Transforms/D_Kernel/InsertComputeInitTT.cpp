//===- InsertComputeInitTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTCOMPUTEINITTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class InsertComputeInitTTPass : public tilium::impl::InsertComputeInitTTPassBase<InsertComputeInitTTPass> {
public:
  using InsertComputeInitTTPassBase::InsertComputeInitTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("InsertComputeInitTT is missing");
    signalPassFailure();
  }
};
} // namespace
