//===- Launches.h - Programs with several T.Kernel --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_IMPORT_LAUNCHES_H
#define TILIUM_IMPORT_LAUNCHES_H

#include "mlir/IR/BuiltinOps.h"

namespace tilium {

/// One module for each T.Kernel of the only function in `module`, in the order they run; each has
/// the function's whole signature. A single one if there is at most one T.Kernel, if there are
/// several functions, or if a T.Kernel is inside of a loop or a branch, which the passes refuse.
llvm::SmallVector<mlir::OwningOpRef<mlir::ModuleOp>> splitLaunches(mlir::ModuleOp module);

} // namespace tilium

#endif // TILIUM_IMPORT_LAUNCHES_H
