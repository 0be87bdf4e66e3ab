//===- KernelEmitter.h - Prints a kernel as C++ -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H
#define TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H

#include "tilium/Support/MLIR.h"

#include <string>
#include <vector>

namespace tilium {

/// The C++ text of one kernel, and where each of its lines comes from.
struct EmittedKernel {
  std::string text;
  /// The user's line that each line of `text` carries out, from the first line on; null for those
  /// that no line of the user's stands behind.
  std::vector<mlir::FileLineColLoc> origins;
};

/// Prints one kernel of `metalium` operations. Emits an error at an operation that has no spelling
/// in C++.
mlir::FailureOr<EmittedKernel> emitKernel(mlir::func::FuncOp kernel);

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H
