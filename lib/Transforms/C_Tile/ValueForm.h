//===- ValueForm.h - From buffer form to value form -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_C_TILE_VALUEFORM_H
#define TILIUM_LIB_TRANSFORMS_C_TILE_VALUEFORM_H

#include "tilium/Dialect/TT/IR/TTDialect.h"
#include "tilium/Support/Target.h"

namespace tilium {

/// Gives parts of expressions that are the same along rows, and cost much, operations of their own.
/// For buffer form.
void splitVectorExpressions(mlir::func::FuncOp function, const device::Architecture &architecture);

/// Divides by multiplying with reciprocals. For buffer form, before splitVectorExpressions.
void divideByReciprocals(mlir::func::FuncOp function);

/// Cuts expressions that keep more tiles at once than DST has, as far as L1 has room for the parts.
/// For buffer form. Reports what the engines have no call for.
mlir::LogicalResult splitLargeExpressions(mlir::func::FuncOp function,
                                          const device::Architecture &architecture);

/// Rewrites the tt operations of `function` from buffer form to value form: what an operation reads
/// from a circular buffer is the block that was last written to it, carried over loops by iter_args
/// where needed. Emits an error where a buffer is read before it is written.
mlir::LogicalResult convertToValueForm(mlir::func::FuncOp function);

/// Has expressions and reductions take blocks of 16 bits as they were read, instead of copies of
/// them in 32.
void forwardReads(mlir::func::FuncOp function);

/// Inserts the tt.move operations that value form needs to fit circular buffers, and gives each
/// circular buffer one producing and one consuming role. Erases blocks that nothing uses.
mlir::LogicalResult separateStorage(mlir::func::FuncOp function);

/// Moves reads out of the loops that do not change what they read.
void hoistReads(mlir::func::FuncOp function);

/// Has large results of expressions computed and written in parts, so that the writer need not wait
/// for all of them. After deepenHandovers: what a circular buffer has room for stays.
void splitWrites(mlir::func::FuncOp function, const device::Architecture &architecture);

/// Gives circular buffers between two kernels room for a second block, as far as `available` bytes
/// of L1 go, where a loop hands over one block after another.
void deepenHandovers(mlir::func::FuncOp function, int64_t available);

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_C_TILE_VALUEFORM_H
