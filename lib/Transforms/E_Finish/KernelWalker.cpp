//===- KernelWalker.cpp - One kernel, call by call ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "KernelWalker.h"

#include "KernelProtocol.h"

#include "tilium/Analysis/Evaluation.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

KernelWalker::KernelWalker(func::FuncOp kernel, llvm::function_ref<bool(Operation *)> isOfInterest,
                           KernelNumbers numbers)
    : numbers(std::move(numbers)) {
  kernel.walk([&](Operation *op) {
    if (isOfInterest(op))
      for (Operation *parent = op; parent != kernel; parent = parent->getParentOp())
        relevant.insert(parent);
  });
  enter(kernel.getBody().front());
  advance();
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

tt::RuntimeArgAttr tilium::runtimeArgumentOf(Value value) {
  auto unnamed = [&](tt::RuntimeArgKind kind) {
    return tt::RuntimeArgAttr::get(value.getContext(), "", kind, -1);
  };
  if (value.getDefiningOp<tt::WorkStartOp>())
    return unnamed(tt::RuntimeArgKind::WorkStart);
  if (value.getDefiningOp<tt::WorkCountOp>())
    return unnamed(tt::RuntimeArgKind::WorkCount);
  auto argument = value.getDefiningOp<GetArgOp>();
  auto listed =
      argument
          ? argument->getParentOfType<func::FuncOp>()->getAttrOfType<ArrayAttr>("tt.runtime_args")
          : ArrayAttr();
  if (!listed || argument.getArg() >= listed.size())
    return {};
  return dyn_cast<tt::RuntimeArgAttr>(listed[argument.getArg()]);
}

static bool isWorkCount(Value value) {
  tt::RuntimeArgAttr argument = runtimeArgumentOf(value);
  return argument && argument.getKind() == tt::RuntimeArgKind::WorkCount;
}

/// Whether a loop runs over the blocks of work of a core.
static bool isLoopOverWork(scf::ForOp loop) {
  if (isWorkCount(loop.getUpperBound()))
    return true;
  auto sum = loop.getUpperBound().getDefiningOp<arith::AddIOp>();
  return sum && llvm::any_of(sum->getOperands(), isWorkCount);
}

/// The value of an argument or a loop's variable.
Attribute KernelWalker::known(Value leaf, bool ofWork) {
  auto attribute = [&](int64_t value) { return IntegerAttr::get(leaf.getType(), value); };
  if (auto found = variables.find(leaf); found != variables.end()) {
    if (!ofWork && blockNumbers.contains(leaf))
      numbers.dependsOnBlock();
    return attribute(found->second);
  }
  if (tt::RuntimeArgAttr argument = runtimeArgumentOf(leaf))
    if (std::optional<int64_t> value = numbers.argument(argument, ofWork))
      return attribute(*value);
  if (!leaf.getType().isIntOrIndex())
    return nullptr;
  usedScalar = true;
  numbers.dependsOnScalar();
  return attribute(leaf.getType().isInteger(1) ? numbers.scalar & 1 : numbers.scalar);
}

int64_t KernelWalker::valueOf(Value value, bool ofWork) {
  auto number = dyn_cast_or_null<IntegerAttr>(
      evaluate(value, [&](Value leaf) { return known(leaf, ofWork); }));
  if (!number) {
    usedScalar = true;
    numbers.dependsOnScalar();
    return numbers.scalar;
  }
  return number.getType().isInteger(1) ? number.getValue().getZExtValue()
                                       : number.getValue().getSExtValue();
}

std::optional<int64_t> KernelWalker::exactValueOf(Value value) {
  usedScalar = false;
  int64_t number = valueOf(value);
  return usedScalar ? std::nullopt : std::optional(number);
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

/// Gives each of `variables` its value, or none if that is not known. One may be computed from
/// another one's old value.
void KernelWalker::setVariables(ValueRange names, ValueRange values) {
  SmallVector<std::optional<int64_t>> numbersOf;
  for (Value value : values)
    numbersOf.push_back(value.getType().isIntOrIndex() ? exactValueOf(value) : std::nullopt);
  for (auto [name, number] : llvm::zip_equal(names, numbersOf)) {
    variables.erase(name);
    if (number)
      variables[name] = *number;
  }
}

/// Goes on behind a block; a loop's next round or what follows a loop or branch.
void KernelWalker::leave(Frame &frame) {
  Operation *parent = frame.block->getParentOp();
  bool hasResults = isa<scf::ForOp, scf::IfOp>(parent) && parent->getNumResults() != 0;
  ValueRange yielded = hasResults ? frame.block->getTerminator()->getOperands() : ValueRange();
  if (frame.loop) {
    if (hasResults)
      setVariables(frame.loop.getRegionIterArgs(), yielded);
    if (startRound(frame))
      return;
    if (hasResults)
      setVariables(frame.loop.getResults(), frame.loop.getRegionIterArgs());
  } else if (hasResults) {
    setVariables(parent->getResults(), yielded);
  }
  frames.pop_back();
}

/// Starts the next round of a loop's frame; false if there is none.
bool KernelWalker::startRound(Frame &frame) {
  if (frame.value >= frame.end)
    return false;
  ++rounds;
  variables[frame.loop.getInductionVar()] = frame.value;
  frame.value += frame.step;
  frame.at = frame.block->begin();
  return true;
}

void KernelWalker::enterLoop(scf::ForOp loop) {
  bool ofWork = isLoopOverWork(loop);
  if (ofWork)
    blockNumbers.insert(loop.getInductionVar());
  Frame frame{loop.getBody(), loop.getBody()->begin(), loop};
  frame.value = valueOf(loop.getLowerBound(), ofWork);
  frame.end = valueOf(loop.getUpperBound(), ofWork);
  frame.step = std::max<int64_t>(1, valueOf(loop.getStep(), ofWork));
  setVariables(loop.getRegionIterArgs(), loop.getInitArgs());
  if (startRound(frame))
    frames.push_back(frame);
  else
    setVariables(loop.getResults(), loop.getInitArgs());
}

void KernelWalker::enterBranch(scf::IfOp branch) {
  if (valueOf(branch.getCondition()) != 0)
    enter(*branch.thenBlock());
  else if (branch.elseBlock())
    enter(*branch.elseBlock());
}

void KernelWalker::advance() {
  current = nullptr;
  while (!frames.empty() && !current && !isGivenUp()) {
    Frame &frame = frames.back();
    if (frame.at == frame.block->end()) {
      leave(frame);
      continue;
    }
    Operation *op = &*frame.at++;
    if (!relevant.contains(op))
      continue;
    if (auto loop = dyn_cast<scf::ForOp>(op))
      enterLoop(loop);
    else if (auto branch = dyn_cast<scf::IfOp>(op))
      enterBranch(branch);
    else
      current = op;
  }
}

//===----------------------------------------------------------------------===//
// Pages
//===----------------------------------------------------------------------===//

bool tilium::movePages(Operation *call, PageCount &count) {
  int64_t pages = call->getAttrOfType<IntegerAttr>("pages").getInt();
  int64_t stored = count.pushed - count.popped;
  if (isa<CBReserveBackOp>(call))
    return stored + pages <= capacityOf(call->getOperand(0));
  if (isa<CBWaitFrontOp>(call))
    return stored >= pages;
  (isa<CBPushBackOp>(call) ? count.pushed : count.popped) += pages;
  return true;
}

std::string tilium::describePageWait(Operation *call) {
  return (isa<CBReserveBackOp>(call) ? "room in '" : "pages of '") +
         cbName(call->getOperand(0)).str() + "'";
}
