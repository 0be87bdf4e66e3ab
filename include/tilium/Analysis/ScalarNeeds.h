//===- ScalarNeeds.h - Which numbers a kernel needs -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_ANALYSIS_SCALARNEEDS_H
#define TILIUM_ANALYSIS_SCALARNEEDS_H

#include "tilium/Dialect/TT/IR/TTDialect.h"

#include "llvm/ADT/SetVector.h"

namespace tilium {

class ClosedBlocks;

/// The numbers that the operations of one role, and the control flow around them and around the
/// blocks that its kernel discards, are computed from. In value form, before the program is split.
class ScalarNeeds {
public:
  ScalarNeeds(mlir::func::FuncOp function, tt::KernelRole role);

  bool contains(mlir::Value value) const { return needed.contains(value); }
  /// Whether the kernel needs a number that `op`, a loop or a branch, gives.
  bool needsResultOf(mlir::Operation *op) const;
  /// All of them, what a number is computed from after it.
  llvm::ArrayRef<mlir::Value> values() const { return needed.getArrayRef(); }

private:
  void addOperation(mlir::Operation *op);
  void addControl(mlir::Block *block);
  void addEnds(mlir::Value block, mlir::Block &scope);
  void addUnread(const ClosedBlocks &blocks);
  void addLoop(mlir::scf::ForOp loop);
  void add(mlir::Value value);
  void follow(mlir::Value value);

  tt::KernelRole role;
  llvm::SetVector<mlir::Value> needed;
};

/// Whether `op`, a loop or a branch, computes numbers and does nothing else.
bool computesNumbersOnly(mlir::Operation *op);

/// Whether `value` is computed from integers of tensors.
bool dependsOnLoadedScalars(mlir::Value value);

} // namespace tilium

#endif // TILIUM_ANALYSIS_SCALARNEEDS_H
