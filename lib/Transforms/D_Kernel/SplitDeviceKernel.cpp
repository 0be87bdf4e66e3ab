//===- SplitDeviceKernel.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_SPLITDEVICEKERNELPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class SplitDeviceKernelPass : public tilium::impl::SplitDeviceKernelPassBase<SplitDeviceKernelPass> {
public:
  using SplitDeviceKernelPassBase::SplitDeviceKernelPassBase;
  void runOnOperation() override {
    getOperation().emitError("SplitDeviceKernel is missing");
    signalPassFailure();
  }
};
} // namespace
