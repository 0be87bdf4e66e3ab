//===- LowerToSFPU.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERTOSFPUPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class LowerToSFPUPass : public tilium::impl::LowerToSFPUPassBase<LowerToSFPUPass> {
public:
  using LowerToSFPUPassBase::LowerToSFPUPassBase;
  void runOnOperation() override {
    getOperation().emitError("LowerToSFPU is missing");
    signalPassFailure();
  }
};
} // namespace
