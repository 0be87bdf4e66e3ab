//===- KernelEmitter.h - Prints a kernel as C++ -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H
#define TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H

#include "tilium/Support/MLIR.h"

#include <string>

namespace tilium {

/// The C++ text of one kernel of `metalium` operations. Emits an error at an operation that has no
/// spelling in C++.
mlir::FailureOr<std::string> emitKernel(mlir::func::FuncOp kernel);

} // namespace tilium

#endif // TILIUM_LIB_TARGET_METALIUM_KERNELEMITTER_H
