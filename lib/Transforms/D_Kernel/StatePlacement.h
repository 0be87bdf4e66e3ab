//===- StatePlacement.h - Setting state where it changes --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The engines have state (what they are prepared for, in which formats) that operations rely on.
// This decides where to set it: before an operation that needs another state than the one it finds,
// or in front of a loop whose operations all need the same.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_D_KERNEL_STATEPLACEMENT_H
#define TILIUM_LIB_TRANSFORMS_D_KERNEL_STATEPLACEMENT_H

#include "tilium/Support/MLIR.h"

#include <optional>

namespace tilium {

/// The value of one part of the state; parts compare as a whole.
using StateValue = llvm::SmallVector<int64_t, 8>;

/// What an operation asks of one part of the state: nothing, a value, or to be left alone while it
/// sets the part by itself (to what is not known here).
struct StateNeed {
  enum class Kind { Nothing, Value, SetsItself } kind = Kind::Nothing;
  StateValue value;

  static StateNeed of(StateValue value) { return {Kind::Value, std::move(value)}; }
  static StateNeed setsItself() { return {Kind::SetsItself, {}}; }
};

/// A part of the state to set, to what `user` needs.
struct StateChange {
  unsigned part;
  mlir::Operation *user;
};

class StatePlacement {
public:
  /// The state at a point of the program, one value a part; none where it is not known.
  using State = llvm::SmallVector<std::optional<StateValue>>;

  /// `needOf` says what an operation without regions asks of a part. `set` makes the operations
  /// that change parts of the state, at the builder's place; `changes` are in the order of the
  /// parts.
  StatePlacement(unsigned parts, std::function<StateNeed(mlir::Operation *, unsigned part)> needOf,
                 std::function<void(mlir::OpBuilder &, llvm::ArrayRef<StateChange> changes)> set)
      : parts(parts), needOf(std::move(needOf)), set(std::move(set)) {}

  /// Sets the state in `block`, which starts with `state`, wherever it has to change.
  void place(mlir::Block &block, State state) { visitBlock(block, state, /*emit=*/true); }

private:
  struct Summary; // What the operations in a loop ask of one part.

  void visitBlock(mlir::Block &block, State &state, bool emit);
  void visitOperation(mlir::Operation *op, State &state, bool emit);
  void visitLoop(mlir::scf::ForOp loop, State &state, bool emit);
  void visitBranch(mlir::scf::IfOp branch, State &state, bool emit);
  void change(mlir::Operation *before, llvm::ArrayRef<StateChange> changes, State &state,
              bool emit);
  Summary summarize(mlir::scf::ForOp loop, unsigned part);

  unsigned parts;
  std::function<StateNeed(mlir::Operation *, unsigned)> needOf;
  std::function<void(mlir::OpBuilder &, llvm::ArrayRef<StateChange>)> set;
};

} // namespace tilium

#endif // TILIUM_LIB_TRANSFORMS_D_KERNEL_STATEPLACEMENT_H
