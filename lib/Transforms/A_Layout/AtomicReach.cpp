//===- AtomicReach.cpp - Which elements blocks update ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "AtomicReach.h"

#include "ParallelBuilder.h"

#include "tilium/Analysis/IndexRange.h"
#include "tilium/Support/Diagnostics.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace tilium;

/// Why blocks cannot be told apart, or kept together.
static InFlightDiagnostic refuseReach(memref::AtomicRMWOp op, StringRef why) {
  return refuse(op, DiagnosticCode::AtomicDestination)
         << "an atomic update of '" << nameOfBuffer(op.getMemref()) << "' reaches elements " << why
         << ": blocks on other cores may update the same ones, and no core can do that in one "
            "step; "
            "reduce on chip, or store to a workspace that a second T.Kernel adds up";
}

/// Whether what buffers hold takes part in `value`.
static bool readsMemory(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return false;
  return isa<memref::LoadOp>(op) || llvm::any_of(op->getOperands(), readsMemory);
}

FailureOr<AtomicUpdate> tilium::getAtomicUpdate(memref::AtomicRMWOp op) {
  AtomicUpdate update{op, op->getParentOfType<tile::ParallelOp>(), {}};
  Block *body = &update.parallel.getBody().front();
  SmallVector<Value> used;
  for (auto [dimension, index] : llvm::enumerate(op.getIndices())) {
    auto linear = getLinearIndex(index, body);
    bool isBlock = linear && linear->variables.size() <= 1;
    if (isBlock && !linear->isUniform()) {
      auto [variable, factor] = linear->variables.front();
      isBlock = factor == 1 && !llvm::is_contained(used, variable);
      used.push_back(variable);
    }
    if (readsMemory(index))
      return refuseReach(op, "that data decides");
    if (!isBlock)
      return refuse(op, DiagnosticCode::AtomicDestination)
             << "an atomic update of '" << nameOfBuffer(op.getMemref())
             << "' reaches elements along dimension " << dimension
             << " that are no block: an index has to be a variable of T.Parallel plus an offset, "
                "each "
                "variable in one dimension";
    update.indices.push_back(*linear);
  }
  return update;
}

namespace {
/// What a value is made of.
struct Sources {
  llvm::SmallBitVector axes{3}; ///< Of the launch.
  bool loops = false;           ///< Variables of loops within a block.
};
} // namespace

static void collectSources(Value value, tile::LaunchOp launch, Sources &sources) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Operation *parent = argument.getOwner()->getParentOp();
    if (parent == launch)
      sources.axes.set(argument.getArgNumber());
    else if (launch->isProperAncestor(parent))
      sources.loops = true;
    return;
  }
  for (Value operand : value.getDefiningOp()->getOperands())
    collectSources(operand, launch, sources);
}

int64_t AtomicReach::blocksAlong(unsigned axis) {
  return *getConstantIntValue(launch.getGrid()[axis]);
}

/// Terms that are the same all through a block are its base. The others take all their values; an
/// axis that takes part in one of them is then no axis of disjoint blocks.
FailureOr<ReachedRange> AtomicReach::rangeOf(const AtomicUpdate &update, const LinearIndex &index) {
  ReachedRange range;
  range.smallest = range.largest = index.constant;
  auto addRange = [&](Value value, int64_t factor) {
    auto values = getIndexRange(value);
    if (!values)
      return false;
    range.smallest += factor * (factor > 0 ? values->smallest : values->largest);
    range.largest += factor * (factor > 0 ? values->largest : values->smallest);
    return true;
  };
  for (auto [value, factor] : index.uniforms) {
    Sources sources;
    collectSources(value, launch, sources);
    llvm::SmallBitVector serial = sources.axes;
    serial.reset(disjoint);
    if (!sources.loops && serial.none()) {
      range.base.uniforms.push_back({value, factor});
      continue;
    }
    disjoint.reset(sources.axes);
    if (!addRange(value, factor))
      return refuseReach(update.op, "that cannot be bounded");
  }
  for (auto [variable, factor] : index.variables)
    if (!addRange(variable, factor))
      return refuseReach(update.op, "over an extent that is known only at run time");
  return range;
}

FailureOr<ReachedPart> AtomicReach::partOf(ArrayRef<AtomicUpdate> updatesOfTensor) {
  ReachedPart part;
  for (const AtomicUpdate &update : updatesOfTensor) {
    for (auto [dimension, index] : llvm::enumerate(update.indices)) {
      FailureOr<ReachedRange> range = rangeOf(update, index);
      if (failed(range))
        return failure();
      if (dimension >= part.size()) {
        part.push_back(*range);
        continue;
      }
      ReachedRange &all = part[dimension];
      if (!(all.base == range->base)) {
        InFlightDiagnostic diagnostic =
            refuse(update.op, DiagnosticCode::AtomicDestination)
            << "two atomic updates of '" << nameOfBuffer(update.buffer())
            << "' reach different parts of it; update one tensor from one part of a block";
        diagnostic.attachNote(updatesOfTensor.front().loc()) << "the other one";
        return failure();
      }
      all.smallest = std::min(all.smallest, range->smallest);
      all.largest = std::max(all.largest, range->largest);
    }
  }
  return part;
}

/// Along a dimension, blocks of axes a, b, ... (ordered by factor) start at f_a * a + f_b * b +
/// ...; they are disjoint if each factor is at least what the smaller axes and the part itself
/// span.
llvm::SmallBitVector AtomicReach::disjointAxesOf(const ReachedPart &part) {
  llvm::SmallBitVector found(launch.getGrid().size());
  for (const ReachedRange &range : part) {
    SmallVector<std::pair<int64_t, unsigned>> axes;
    bool derived = false;
    for (auto [value, factor] : range.base.uniforms) {
      auto argument = dyn_cast<BlockArgument>(value);
      Sources sources;
      collectSources(value, launch, sources);
      if (argument && argument.getOwner()->getParentOp() == launch)
        axes.push_back({std::abs(factor), argument.getArgNumber()});
      else
        derived |= sources.axes.any();
    }
    if (derived)
      continue;
    llvm::sort(axes);
    int64_t span = range.extent();
    bool apart = true;
    for (auto [factor, axis] : axes) {
      apart &= factor >= span;
      span += factor * (blocksAlong(axis) - 1);
    }
    for (auto [factor, axis] : axes)
      if (apart)
        found.set(axis);
  }
  return found;
}

LogicalResult AtomicReach::solve() {
  if (updates.empty())
    return success();
  disjoint.resize(launch.getGrid().size());
  for (auto [axis, extent] : llvm::enumerate(launch.getGrid()))
    if (!getConstantIntValue(extent))
      return refuse(launch, DiagnosticCode::RunTimeGrid)
             << "T.Kernel's grid is known only at run time; compile the kernel for constant shapes";
  disjoint.set();
  // Axes are only ever taken away, so this ends.
  for (llvm::SmallBitVector before; before != disjoint;) {
    before = disjoint;
    parts.clear();
    for (auto &[tensor, list] : updates) {
      FailureOr<ReachedPart> part = partOf(list);
      if (failed(part))
        return failure();
      llvm::SmallBitVector own = disjointAxesOf(*part);
      for (unsigned axis : before.set_bits())
        if (!own.test(axis) && blocksAlong(axis) > 1)
          disjoint.reset(axis);
      parts[tensor] = *part;
    }
  }
  return success();
}
