//===- ConfigureTensorAccessorTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_CONFIGURETENSORACCESSORTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class ConfigureTensorAccessorTTPass : public tilium::impl::ConfigureTensorAccessorTTPassBase<ConfigureTensorAccessorTTPass> {
public:
  using ConfigureTensorAccessorTTPassBase::ConfigureTensorAccessorTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("ConfigureTensorAccessorTT is missing");
    signalPassFailure();
  }
};
} // namespace
