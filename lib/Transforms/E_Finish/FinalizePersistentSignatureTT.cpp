//===- FinalizePersistentSignatureTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_FINALIZEPERSISTENTSIGNATURETTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class FinalizePersistentSignatureTTPass : public tilium::impl::FinalizePersistentSignatureTTPassBase<FinalizePersistentSignatureTTPass> {
public:
  using FinalizePersistentSignatureTTPassBase::FinalizePersistentSignatureTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("FinalizePersistentSignatureTT is missing");
    signalPassFailure();
  }
};
} // namespace
