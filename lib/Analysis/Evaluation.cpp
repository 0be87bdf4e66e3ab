//===- Evaluation.cpp - Values of index expressions -----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tilium/Analysis/Evaluation.h"

#include "tilium/Analysis/IndexRange.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "llvm/ADT/SetVector.h"

#include <set>

using namespace mlir;
using namespace tilium;

namespace {
/// Evaluates each part of an expression once, however often it takes part.
class Evaluation {
public:
  explicit Evaluation(llvm::function_ref<Attribute(Value)> known) : known(known) {}

  Attribute of(Value value) {
    auto found = values.find(value);
    if (found != values.end())
      return found->second;
    Attribute result = compute(value);
    values[value] = result;
    return result;
  }

private:
  Attribute compute(Value value);

  llvm::function_ref<Attribute(Value)> known;
  llvm::DenseMap<Value, Attribute> values;
};
} // namespace

Attribute Evaluation::compute(Value value) {
  Attribute constant;
  if (matchPattern(value, m_Constant(&constant)))
    return constant;
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0 || op->getNumResults() != 1 || op->getNumOperands() == 0)
    return known(value);
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    // Folding with some of the operands may reorder them, in the program itself.
    operands.push_back(of(operand));
    if (!operands.back())
      return known(value);
  }
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.size() != 1)
    return known(value);
  if (auto folded = dyn_cast<Attribute>(results.front()))
    return folded;
  Value folded = cast<Value>(results.front());
  return folded == value ? Attribute() : of(folded);
}

Attribute tilium::evaluate(Value value, llvm::function_ref<Attribute(Value)> known) {
  return Evaluation(known).of(value);
}

/// Collects the loops whose variables `value` depends on; false if it depends on something else.
static bool collectLoops(Value value, llvm::SetVector<scf::ForOp> &loops,
                         llvm::DenseSet<Value> &seen) {
  if (!seen.insert(value).second)
    return true; // Where it is false, so is the whole.
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::ForOp>(argument.getOwner()->getParentOp());
    if (!loop || argument != loop.getInductionVar() || !getTripCount(loop))
      return false;
    loops.insert(loop);
    return true;
  }
  Operation *op = value.getDefiningOp();
  if (op->getNumOperands() == 0)
    return op->hasTrait<OpTrait::ConstantLike>();
  return llvm::all_of(op->getOperands(),
                      [&](Value operand) { return collectLoops(operand, loops, seen); });
}

std::optional<std::vector<int64_t>> tilium::enumerateValues(Value index, int64_t most) {
  llvm::SetVector<scf::ForOp> loops;
  llvm::DenseSet<Value> seen;
  if (!collectLoops(index, loops, seen))
    return std::nullopt;
  int64_t rounds = 1;
  for (scf::ForOp loop : loops) {
    rounds *= *getTripCount(loop);
    if (rounds > most)
      return std::nullopt;
  }
  std::set<int64_t> values;
  for (int64_t round = 0; round < rounds; ++round) {
    llvm::DenseMap<Value, Attribute> variables;
    int64_t rest = round;
    for (scf::ForOp loop : loops) {
      int64_t first = *getConstantIntValue(loop.getLowerBound());
      int64_t step = *getConstantIntValue(loop.getStep()), count = *getTripCount(loop);
      variables[loop.getInductionVar()] =
          IntegerAttr::get(loop.getInductionVar().getType(), first + rest % count * step);
      rest /= count;
    }
    auto value = dyn_cast_or_null<IntegerAttr>(
        evaluate(index, [&](Value leaf) { return variables.lookup(leaf); }));
    if (!value)
      return std::nullopt;
    values.insert(value.getInt());
  }
  return std::vector<int64_t>(values.begin(), values.end());
}
