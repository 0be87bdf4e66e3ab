//===- StatePlacement.cpp - Setting state where it changes ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "StatePlacement.h"

using namespace mlir;
using namespace tilium;

/// What the operations in a loop ask of one part of the state.
struct StatePlacement::Summary {
  bool touched = false;         ///< Whether any operation asks for or sets the part.
  Operation *uniform = nullptr; ///< An operation that needs what all others need as well.
};

StatePlacement::Summary StatePlacement::summarize(scf::ForOp loop, unsigned part) {
  Summary summary;
  StateValue value;
  loop.getBody()->walk([&](Operation *op) {
    StateNeed need = needOf(op, part);
    if (need.kind == StateNeed::Kind::Nothing)
      return WalkResult::advance();
    bool first = !summary.touched;
    summary.touched = true;
    bool differs = need.kind == StateNeed::Kind::SetsItself || (!first && need.value != value);
    summary.uniform = differs ? nullptr : op;
    value = need.value;
    return differs ? WalkResult::interrupt() : WalkResult::advance();
  });
  return summary;
}

/// What is known if either of two states may hold.
static StatePlacement::State meet(const StatePlacement::State &a, const StatePlacement::State &b) {
  StatePlacement::State both = a;
  for (auto [value, other] : llvm::zip(both, b))
    if (value != other)
      value.reset();
  return both;
}

void StatePlacement::change(Operation *before, ArrayRef<StateChange> changes, State &state,
                            bool emit) {
  if (changes.empty())
    return;
  for (const StateChange &change : changes)
    state[change.part] = needOf(change.user, change.part).value;
  if (!emit)
    return;
  OpBuilder builder(before);
  set(builder, changes);
}

void StatePlacement::visitOperation(Operation *op, State &state, bool emit) {
  SmallVector<StateChange> changes;
  for (unsigned part = 0; part < parts; ++part) {
    StateNeed need = needOf(op, part);
    if (need.kind == StateNeed::Kind::SetsItself)
      state[part].reset();
    else if (need.kind == StateNeed::Kind::Value && state[part] != need.value)
      changes.push_back({part, op});
  }
  change(op, changes, state, emit);
}

void StatePlacement::visitLoop(scf::ForOp loop, State &state, bool emit) {
  // Parts for which all operations in the loop need the same are set in front of it.
  SmallVector<StateChange> changes;
  SmallVector<bool> varies(parts, false);
  for (unsigned part = 0; part < parts; ++part) {
    Summary summary = summarize(loop, part);
    varies[part] = summary.touched && !summary.uniform;
    if (summary.uniform && state[part] != needOf(summary.uniform, part).value)
      changes.push_back({part, summary.uniform});
  }
  change(loop, changes, state, emit);

  // The other parts are known at the start of an iteration only if the loop's start and the end of
  // any iteration agree.
  State end = state;
  for (unsigned part = 0; part < parts; ++part)
    if (varies[part])
      end[part].reset();
  visitBlock(*loop.getBody(), end, /*emit=*/false);
  State start = meet(state, end);
  State after = start;
  visitBlock(*loop.getBody(), after, emit);
  // The loop may not run at all.
  state = meet(start, after);
}

void StatePlacement::visitBranch(scf::IfOp branch, State &state, bool emit) {
  State otherwise = state;
  visitBlock(*branch.thenBlock(), state, emit);
  if (Block *block = branch.elseBlock())
    visitBlock(*block, otherwise, emit);
  state = meet(state, otherwise);
}

void StatePlacement::visitBlock(Block &block, State &state, bool emit) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (auto loop = dyn_cast<scf::ForOp>(op))
      visitLoop(loop, state, emit);
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      visitBranch(branch, state, emit);
    else
      visitOperation(&op, state, emit);
  }
}
