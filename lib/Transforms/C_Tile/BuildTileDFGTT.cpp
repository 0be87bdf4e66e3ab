//===- BuildTileDFGTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_BUILDTILEDFGTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class BuildTileDFGTTPass : public tilium::impl::BuildTileDFGTTPassBase<BuildTileDFGTTPass> {
public:
  using BuildTileDFGTTPassBase::BuildTileDFGTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("BuildTileDFGTT is missing");
    signalPassFailure();
  }
};
} // namespace
