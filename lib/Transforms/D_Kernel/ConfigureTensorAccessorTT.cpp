//===- ConfigureTensorAccessorTT.cpp - Accessors to argument slots (D2) ---===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each kernel takes the tensors it uses in the order of the signature: compile-time arguments for
// each accessor, one runtime argument for each address, then the range of blocks.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Passes.h"

namespace tilium {
#define GEN_PASS_DEF_CONFIGURETENSORACCESSORTTPASS
#include "tilium/Transforms/Passes.h.inc"
} // namespace tilium

using namespace mlir;
using namespace tilium;

/// Compile-time arguments of the accessor of an interleaved tensor: its configuration and the size
/// of a page. Source: TensorAccessorArgs in the 0.81.1 headers.
static constexpr int64_t interleavedAccessorArguments = 2;

static std::string nameOfArgument(func::FuncOp kernel, unsigned argument) {
  if (auto name = kernel.getArgAttrOfType<StringAttr>(argument, "tile.name"))
    return name.getValue().str();
  return ("tensor" + Twine(argument)).str();
}

static LogicalResult bindAccessor(func::FuncOp kernel, unsigned argument, int64_t position) {
  auto accessor = kernel.getArgAttrOfType<tt::TensorAccessorAttr>(argument, "tt.tensor_accessor");
  if (!accessor)
    return kernel.emitError() << "tensor '" << nameOfArgument(kernel, argument)
                              << "' has no 'tt.tensor_accessor'; AttachTensorAccessorTT gives it";
  if (accessor.getDistribution() != tt::Distribution::Interleaved)
    return kernel.emitError() << "tensor '" << nameOfArgument(kernel, argument)
                              << "' is not interleaved; only interleaved accessors can be bound";
  kernel.setArgAttr(argument, "tt.tensor_accessor",
                    tt::TensorAccessorAttr::get(kernel.getContext(), accessor.getPageSize(),
                                                accessor.getMemory(), accessor.getDistribution(),
                                                position * interleavedAccessorArguments, position));
  return success();
}

static LogicalResult configureKernel(func::FuncOp kernel) {
  if (!kernel->hasAttr("tt.kernel_role"))
    return kernel.emitError("is no kernel; SplitDeviceKernel makes kernels");
  MLIRContext *context = kernel.getContext();
  SmallVector<Attribute> runtimeArgs;
  for (BlockArgument argument : kernel.getArguments()) {
    bool used =
        llvm::any_of(argument.getUsers(),
                     llvm::IsaPred<tt::ReadOp, tt::ReadPatchesOp, tt::WriteOp, tt::LoadScalarOp>);
    if (!used)
      continue;
    unsigned number = argument.getArgNumber();
    if (failed(bindAccessor(kernel, number, runtimeArgs.size())))
      return failure();
    runtimeArgs.push_back(tt::RuntimeArgAttr::get(context,
                                                  nameOfArgument(kernel, number) + "_address",
                                                  tt::RuntimeArgKind::TensorAddress, number));
  }
  if (!kernel.getOps<tt::WorkStartOp>().empty())
    runtimeArgs.push_back(
        tt::RuntimeArgAttr::get(context, "start_id", tt::RuntimeArgKind::WorkStart, -1));
  if (!kernel.getOps<tt::WorkCountOp>().empty())
    runtimeArgs.push_back(
        tt::RuntimeArgAttr::get(context, "num_blocks", tt::RuntimeArgKind::WorkCount, -1));
  kernel->setAttr("tt.runtime_args", ArrayAttr::get(context, runtimeArgs));
  return success();
}

namespace {
class ConfigureTensorAccessorTTPass
    : public tilium::impl::ConfigureTensorAccessorTTPassBase<ConfigureTensorAccessorTTPass> {
public:
  using ConfigureTensorAccessorTTPassBase::ConfigureTensorAccessorTTPassBase;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>())
      if (failed(configureKernel(kernel)))
        return signalPassFailure();
  }
};
} // namespace
