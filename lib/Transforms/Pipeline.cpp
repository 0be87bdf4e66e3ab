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
  passOptions.mathFidelity = options.mathFidelity;
  passOptions.reciprocalDivision = options.reciprocalDivision;
  passOptions.approximateExponentials = options.approximateExponentials;
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
  manager.addPass(createPromoteScalarsPass());
  manager.addPass(createStageAtomicUpdatesPass());
  manager.addPass(createStageTensorAccessesPass());
  manager.addPass(createStageTensorWindowsPass());
  manager.addPass(createStageBufferPartsPass());
  manager.addPass(createStageByteProductsPass());
  manager.addPass(createFuseParallelPass());
}

void addPass(OpPassManager &manager, const PipelineEntry &entry, const PipelineOptions &options) {
  manager.addPass(entry.create(options));
  if (!options.verifyEach)
    return;
  VerifyTTIRPassOptions stage;
  stage.partial = true;
  manager.addPass(createVerifyTTIRPass(stage));
}

void buildPipeline(OpPassManager &manager, const PipelineOptions &options) {
  buildPreparation(manager);
  for (const PipelineEntry &entry : getPipelineEntries())
    addPass(manager, entry, options);
}

namespace {
struct PipelineCommandLine : public PassPipelineOptions<PipelineCommandLine> {
  Option<std::string> target{*this, "target",
                             llvm::cl::desc("Chip to compile for: wormhole_b0 or blackhole"),
                             llvm::cl::init("wormhole_b0")};
  Option<bool> verifyEach{*this, "verify-each",
                          llvm::cl::desc("Check what each pass leaves, not only the last one; on "
                                         "by default in debug builds"),
                          llvm::cl::init(PipelineOptions().verifyEach)};
  Option<std::string> mathFidelity{
      *this, "math-fidelity", llvm::cl::desc("Phases a product takes: LoFi, HiFi2, HiFi3 or HiFi4"),
      llvm::cl::init("HiFi4")};
  Option<bool> reciprocalDivision{
      *this, "reciprocal-division",
      llvm::cl::desc("Divide by multiplying with the reciprocal, once a row for vectors"),
      llvm::cl::init(false)};
  Option<bool> approximateExponentials{
      *this, "approximate-exponentials",
      llvm::cl::desc("Take the vector engine's fast exponential, within 4 %"),
      llvm::cl::init(false)};
};
} // namespace

void registerTiliumPasses() {
  registerTiliumTransformsPasses();
  auto build = [](OpPassManager &manager, const PipelineCommandLine &commandLine) {
    PipelineOptions options;
    options.target = commandLine.target;
    options.verifyEach = commandLine.verifyEach;
    options.mathFidelity = commandLine.mathFidelity;
    options.reciprocalDivision = commandLine.reciprocalDivision;
    options.approximateExponentials = commandLine.approximateExponentials;
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
