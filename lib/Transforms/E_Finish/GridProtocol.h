//===- GridProtocol.h - All cores together ----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H

#include "core/Architecture.h"

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Whether the program's cores wait for each other.
bool usesSemaphores(mlir::ModuleOp module);

/// Checks semaphores' numbers, and that each one that is waited for is raised and the other way
/// round.
mlir::LogicalResult checkSemaphores(mlir::ModuleOp module,
                                    const device::Architecture &architecture);

/// Runs the kernels of all cores together: no core waits for ever, multicasts go to cores of the
/// program that have reserved the same pages, and no signal is lost. For kernels with their final
/// signature that each keep the protocol.
mlir::LogicalResult checkGrid(mlir::ModuleOp module);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_GRIDPROTOCOL_H
