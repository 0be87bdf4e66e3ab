//===- PipelineProtocol.h - The three kernels together ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Reader, compute and writer with circular buffers of finite size in between: do they come to their
// ends, or does each wait for another? Used by VerifyTTIR.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_PIPELINEPROTOCOL_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_PIPELINEPROTOCOL_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Reports kernels that wait for each other. For kernels that pass `KernelProtocol::check` and push
/// as many pages as they pop in each block of work: then blocks do not depend on each other, and it
/// is enough to follow each of them alone.
mlir::LogicalResult checkDeadlock(mlir::ModuleOp module);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_PIPELINEPROTOCOL_H
