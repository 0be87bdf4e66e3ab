//===- ClosedBlocks.h - How closed blocks end -------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each closed block is pushed once and popped once, also one that nobody reads: what overwrites it
// makes another block. A kernel that pops such a block needs the control flow around that place,
// though it does nothing else there.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_CLOSEDBLOCKS_H
#define TILIUM_ANALYSIS_CLOSEDBLOCKS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

namespace tilium {

/// The closed blocks of a function in value form, before channels are put around them.
class ClosedBlocks {
public:
  explicit ClosedBlocks(mlir::func::FuncOp function);

  llvm::ArrayRef<mlir::Value> values() const { return closed; }
  /// The kernel that waits for `block` and pops it. Where nobody reads it, the one that reads the
  /// other blocks of its buffer does.
  tt::KernelRole readerRole(mlir::Value block) const;
  /// Whether `block` is waited for where it is defined, though nothing reads it there: to discard
  /// it, or to carry it like those that a loop carries in its place.
  bool isTakenUnread(mlir::Value block) const;

private:
  void findLeftWaited(mlir::func::FuncOp function);
  bool leaveWaited(mlir::scf::ForOp loop);
  bool leaveWaited(mlir::scf::IfOp branch);

  llvm::SmallVector<mlir::Value> closed;
  llvm::DenseMap<mlir::Value, tt::KernelRole> readerRoles; ///< Of buffers; none where nobody reads.
  /// Carried blocks that are waited for, but not popped, where they are defined.
  llvm::DenseSet<mlir::Value> leftWaited;
};

/// The block (of operations) in which a block value is defined.
mlir::Block *definingBlock(mlir::Value block);

/// Whether something carries the closed block on: a loop or its next iteration.
bool isCarriedClosed(mlir::Value block);

/// Whether `region` has an operation that carries the closed block on.
bool carriesOn(mlir::Region &region, mlir::Value block);

/// Whether a side of `branch` carries the closed block on; it ends in the one that does not.
bool carriesOn(mlir::scf::IfOp branch, mlir::Value block);

} // namespace tilium

#endif // TILIUM_ANALYSIS_CLOSEDBLOCKS_H
