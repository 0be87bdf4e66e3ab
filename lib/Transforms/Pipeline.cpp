//===- Pipeline.cpp - The passes in order ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Transforms/Pipeline.h"
#include "tilium/Transforms/Passes.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace tilium {

template <std::unique_ptr<Pass> (*create)()>
static std::unique_ptr<Pass> createPlain(const PipelineOptions &) {
  return create();
}

static std::unique_ptr<Pass> createLayoutInference(const PipelineOptions &options) {
  InferTTLayoutPassOptions passOptions;
  passOptions.target = options.target;
  return createInferTTLayoutPass(passOptions);
}

const std::vector<PipelineEntry> &getPipelineEntries() {
  static const std::vector<PipelineEntry> entries = {
      // A: layouts of tensors and buffers.
      {"InferTTLayout", "tt-infer-layout", createLayoutInference},
      {"PropagateTTLayout", "tt-propagate-layout", createPlain<createPropagateTTLayoutPass>},
      {"AttachTensorAccessorTT", "tt-attach-tensor-accessor",
       createPlain<createAttachTensorAccessorTTPass>},
      // B: blocks on cores.
      {"LayoutAwareWorkPartitionTT", "tt-work-partition",
       createPlain<createLayoutAwareWorkPartitionTTPass>},
      {"GridToCoreGrid", "tt-grid-to-core-grid", createPlain<createGridToCoreGridPass>},
      // C: tiles, circular buffers and engines; no protocol yet.
      {"LowerSharedToCB", "tt-lower-shared-to-cb", createPlain<createLowerSharedToCBPass>},
      {"LowerTTTileIntrinsics", "tt-lower-tile-intrinsics",
       createPlain<createLowerTTTileIntrinsicsPass>},
      {"LowerToSFPU", "tt-lower-to-sfpu", createPlain<createLowerToSFPUPass>},
      {"BuildTileDFGTT", "tt-build-tile-dfg", createPlain<createBuildTileDFGTTPass>},
      // D: three kernels, protocol put in late.
      {"SplitDeviceKernel", "tt-split-device-kernel", createPlain<createSplitDeviceKernelPass>},
      {"ConfigureTensorAccessorTT", "tt-configure-tensor-accessor",
       createPlain<createConfigureTensorAccessorTTPass>},
      {"LowerCBIntrinsics", "tt-lower-cb-intrinsics", createPlain<createLowerCBIntrinsicsPass>},
      {"InsertComputeInitTT", "tt-insert-compute-init", createPlain<createInsertComputeInitTTPass>},
      {"InsertDSTManagementTT", "tt-insert-dst-management",
       createPlain<createInsertDSTManagementTTPass>},
      // E, F, G: signature, checks, sources.
      {"FinalizePersistentSignatureTT", "tt-finalize-signature",
       createPlain<createFinalizePersistentSignatureTTPass>},
      {"VerifyTTIR", "tt-verify", createPlain<createVerifyTTIRPass>},
      {"CodegenTT", "tt-codegen", createPlain<createCodegenTTPass>},
  };
  return entries;
}

void buildPreparation(OpPassManager &manager) {
  manager.addPass(createStageTensorAccessesPass());
  manager.addPass(createStageTensorWindowsPass());
  manager.addPass(createStageBufferPartsPass());
  manager.addPass(createStageByteProductsPass());
}

void buildPipeline(OpPassManager &manager, const PipelineOptions &options) {
  buildPreparation(manager);
  for (const PipelineEntry &entry : getPipelineEntries())
    manager.addPass(entry.create(options));
}

namespace {
struct PipelineCommandLine : public PassPipelineOptions<PipelineCommandLine> {
  Option<std::string> target{*this, "target",
                             llvm::cl::desc("Chip to compile for: wormhole_b0 or blackhole"),
                             llvm::cl::init("wormhole_b0")};
};
} // namespace

void registerTiliumPasses() {
  registerTiliumTransformsPasses();
  auto build = [](OpPassManager &manager, const PipelineCommandLine &commandLine) {
    PipelineOptions options;
    options.target = commandLine.target;
    buildPipeline(manager, options);
  };
  PassPipelineRegistration<PipelineCommandLine>(
      "tt-pipeline", "All 17 passes, from tile IR to Metalium sources", build);
  PassPipelineRegistration<PipelineCommandLine>("v5", "Another name of tt-pipeline", build);
}

void registerTiliumDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, func::FuncDialect, math::MathDialect, memref::MemRefDialect,
                  scf::SCFDialect, tile::TileDialect, tt::TTDialect, metalium::MetaliumDialect>();
}

} // namespace tilium
