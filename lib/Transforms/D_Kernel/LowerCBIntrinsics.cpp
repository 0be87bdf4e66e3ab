//===- LowerCBIntrinsics.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERCBINTRINSICSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class LowerCBIntrinsicsPass : public tilium::impl::LowerCBIntrinsicsPassBase<LowerCBIntrinsicsPass> {
public:
  using LowerCBIntrinsicsPassBase::LowerCBIntrinsicsPassBase;
  void runOnOperation() override {
    getOperation().emitError("LowerCBIntrinsics is missing");
    signalPassFailure();
  }
};
} // namespace
