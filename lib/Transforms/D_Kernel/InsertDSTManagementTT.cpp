//===- InsertDSTManagementTT.cpp -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_INSERTDSTMANAGEMENTTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;

namespace {
class InsertDSTManagementTTPass : public tilium::impl::InsertDSTManagementTTPassBase<InsertDSTManagementTTPass> {
public:
  using InsertDSTManagementTTPassBase::InsertDSTManagementTTPassBase;
  void runOnOperation() override {
    getOperation().emitError("InsertDSTManagementTT is missing");
    signalPassFailure();
  }
};
} // namespace
