//===- Target.h - The chip a module is compiled for -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_SUPPORT_TARGET_H
#define TILIUM_SUPPORT_TARGET_H

#include "tilium/Support/MLIR.h"

#include "core/Architecture.h"

namespace tilium {

/// The module attribute that names the target chip.
inline constexpr llvm::StringLiteral targetAttrName = "tt.target";

/// The table of the chip that `op`'s module is compiled for; emits an error at `op` and gives null
/// if the module names none, or one that does not exist.
const device::Architecture *getTargetArchitecture(mlir::Operation *op);

} // namespace tilium

#endif // TILIUM_SUPPORT_TARGET_H
