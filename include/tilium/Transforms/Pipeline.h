//===- Pipeline.h - The passes in order -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_TRANSFORMS_PIPELINE_H
#define TILIUM_TRANSFORMS_PIPELINE_H

#include "tilium/Support/MLIR.h"

#include <memory>
#include <string>
#include <vector>

namespace tilium {

/// What a pipeline is built for.
struct PipelineOptions {
  std::string target = "wormhole_b0"; ///< A name that `findArchitecture` knows.
  std::string mathFidelity = "HiFi4"; ///< A case of tt::MathFidelity.
  bool reciprocalDivision = false, approximateExponentials = false;
  /// Whether VerifyTTIR checks what each pass leaves, for as much of the protocol as there is then.
#ifdef NDEBUG
  bool verifyEach = false;
#else
  bool verifyEach = true;
#endif
};

/// One pass of the pipeline: its class name in Python and TableGen, its command-line argument.
struct PipelineEntry {
  const char *name;
  const char *argument;
  std::unique_ptr<mlir::Pass> (*create)(const PipelineOptions &);
};

/// The 17 passes in order.
const std::vector<PipelineEntry> &getPipelineEntries();

/// Adds what brings the importer's IR into the form that the 17 passes take. It may run again on
/// IR in that form.
void buildPreparation(mlir::OpPassManager &manager);

/// Adds one of the 17 passes to `manager`, and the check of what it leaves if options ask for it.
void addPass(mlir::OpPassManager &manager, const PipelineEntry &entry,
             const PipelineOptions &options);

/// Adds the preparation and all passes, in order, to `manager`.
void buildPipeline(mlir::OpPassManager &manager, const PipelineOptions &options);

/// Registers the passes and the pipeline (`--tt-pipeline`, also called `--v5`) with MLIR's tools.
void registerTiliumPasses();

/// Registers the dialects a program uses at any stage.
void registerTiliumDialects(mlir::DialectRegistry &registry);

} // namespace tilium

#endif // TILIUM_TRANSFORMS_PIPELINE_H
