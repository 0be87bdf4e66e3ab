//===- GridProtocol.h - All cores together ----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H

#include "core/Architecture.h"

#include "tilium/Dialect/Metalium/IR/MetaliumDialect.h"

namespace tilium {

/// Whether the program's cores do something to each other.
bool reachesOtherCores(mlir::ModuleOp module);

/// The semaphore that `op` raises on other cores; none if it does not.
tt::SemaphoreOp raisedSemaphore(mlir::Operation *op);

/// Checks what can be said of semaphores and other cores without running anything: semaphores'
/// numbers, that each one that is waited for is raised and the other way round, that coordinates
/// are those of the grid, and that kernels have the same cores. For kernels with their final
/// signature.
mlir::LogicalResult checkSemaphores(mlir::ModuleOp module,
                                    const device::Architecture &architecture);

/// Runs the kernels of all cores together: no core waits for ever, multicasts go to cores of the
/// program that have reserved the same pages, and no signal is lost. For kernels that each keep the
/// protocol and programs that pass `checkSemaphores`.
mlir::LogicalResult checkGrid(mlir::ModuleOp module);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H
