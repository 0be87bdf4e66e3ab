//===- AttachTensorAccessorTT.cpp - Abstract tensor accessors (A3) --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_ATTACHTENSORACCESSORTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

static LogicalResult attach(func::FuncOp function) {
  for (BlockArgument argument : function.getArguments()) {
    if (!isa<MemRefType>(argument.getType()))
      continue;
    unsigned number = argument.getArgNumber();
    auto layout = function.getArgAttrOfType<tt::LayoutDescAttr>(number, "tt.layout_desc");
    if (!layout)
      return emitError(argument.getLoc())
             << "argument " << number << " has no 'tt.layout_desc'; InferTTLayout gives it";
    function.setArgAttr(number, "tt.tensor_accessor",
                        tt::TensorAccessorAttr::get(function.getContext(), layout.getTileBytes(),
                                                    layout.getMemory(), layout.getDistribution(),
                                                    -1, -1));
  }
  return success();
}

namespace {
class AttachTensorAccessorTTPass
    : public tilium::impl::AttachTensorAccessorTTPassBase<AttachTensorAccessorTTPass> {
public:
  using AttachTensorAccessorTTPassBase::AttachTensorAccessorTTPassBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (failed(attach(function)))
        return signalPassFailure();
  }
};
} // namespace
