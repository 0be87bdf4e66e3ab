//===- TidyKernel.h - Cleaning up after a kernel was rewritten --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_TIDYKERNEL_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_TIDYKERNEL_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Erases arithmetic that nothing needs, and merges equal constants at the top of the kernel.
void tidyKernel(mlir::func::FuncOp kernel);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_TIDYKERNEL_H
