//===- GridToCoreGrid.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_GRIDTOCOREGRIDPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class GridToCoreGridPass : public tilium::impl::GridToCoreGridPassBase<GridToCoreGridPass> {
public:
  using GridToCoreGridPassBase::GridToCoreGridPassBase;
  void runOnOperation() override {
    getOperation().emitError("GridToCoreGrid is missing");
    signalPassFailure();
  }
};
} // namespace
