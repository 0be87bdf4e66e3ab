//===- LowerTTTileIntrinsics.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_LOWERTTTILEINTRINSICSPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class LowerTTTileIntrinsicsPass : public tilium::impl::LowerTTTileIntrinsicsPassBase<LowerTTTileIntrinsicsPass> {
public:
  using LowerTTTileIntrinsicsPassBase::LowerTTTileIntrinsicsPassBase;
  void runOnOperation() override {
    getOperation().emitError("LowerTTTileIntrinsics is missing");
    signalPassFailure();
  }
};
} // namespace
