//===- EltwiseProgram.h - Expressions as calls on DST tiles -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The body of tt.eltwise is an expression over elements; the engines execute it as a sequence of
// calls over tiles in DST. This is that sequence, with registers instead of DST tiles: a register
// is one tile for each result tile that is worked on at once.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPROGRAM_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPROGRAM_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// One call on a register of each result tile.
struct EltwiseStep {
  /// The operand that is loaded; -1 for a function of the vector engine.
  int64_t operand = -1;
  /// The function's name in the table of vector functions.
  std::string function;
  /// The registers the call names: the last one is the result's, of functions with a row the first.
  llvm::SmallVector<unsigned, 4> registers;
  /// The function's number, f32 or i32, where it is known.
  mlir::TypedAttr constant;
  /// The function's number where it is known at run time: an i32 or i1 in the body, the same for
  /// all elements of a tile, or a floating-point argument of the program.
  mlir::Value uniform;
};

/// The calls of one tt.eltwise.
struct EltwiseProgram {
  llvm::SmallVector<EltwiseStep> steps;
  unsigned registers = 0; ///< How many there are.
  unsigned result = 0;    ///< The one with the result.
};

/// Translates the body of `eltwise`. Reports what the engines have no call for.
mlir::FailureOr<EltwiseProgram> buildEltwiseProgram(tt::EltwiseOp eltwise);
/// The calls that compute `value` of the body alone.
mlir::FailureOr<EltwiseProgram> buildEltwiseProgram(tt::EltwiseOp eltwise, mlir::Value value);

/// How operand `index` of `eltwise` is spread when it is loaded. Rows of numbers come as they are
/// and are spread within DST: the matrix engine's way puts rows of 16-bit formats in other places
/// of a DST of 32 bits (the vendor's own tests leave it out), while the vector engine adds,
/// subtracts and multiplies by a row in one call.
tt::Broadcast loadedBroadcast(tt::EltwiseOp eltwise, unsigned index);

/// Whether `value` is the same for all elements of a tile and computed with integers, which the
/// processors that run the kernel do.
bool isUniformInteger(mlir::Value value, tt::EltwiseOp eltwise);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_ELTWISEPROGRAM_H
