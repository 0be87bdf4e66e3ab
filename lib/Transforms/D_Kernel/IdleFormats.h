//===- IdleFormats.h - Formats that are set for nothing ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_IDLEFORMATS_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_IDLEFORMATS_H

#include "tilium/Support/MLIR.h"

namespace tilium {

/// Erases each `metalium.reconfig_data_format_srca` that is followed by another setting of SrcA on
/// every way, before anything relies on it. An expression has one where it starts; if it has become
/// branches that each begin with another operand, they set the format themselves.
void eraseIdleFormats(mlir::func::FuncOp kernel);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_IDLEFORMATS_H
