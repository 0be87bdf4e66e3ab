//===- PipelineProtocol.cpp - The three kernels together ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels that wait for pages and for room are a network of processes that read and write queues:
// whether it comes to its end does not depend on how fast each of them is (Kahn). So one order
// decides for all: each kernel runs until it has to wait, in turn, until all are done or none can
// go on. Loops and branches are taken with the values that they have; only numbers that are known
// at run time are tried with a few.
//
//===----------------------------------------------------------------------===//

#include "PipelineProtocol.h"

#include "KernelProtocol.h"

#include "tilium/Analysis/Evaluation.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

namespace {

/// Pages that one circular buffer has seen so far.
struct Queue {
  int64_t pushed = 0, popped = 0;
};
using Queues = std::map<int64_t, Queue>;

/// What a kernel's numbers are in one trial.
struct Trial {
  int64_t block = 0;  ///< The only block of work.
  int64_t scalar = 0; ///< Every number of the signature.
};

/// What the values of loops and branches turned out to depend on.
struct Dependence {
  bool block = false, scalar = false;
};

/// One kernel on its way: runs its calls on circular buffers, one after the other.
class Walker {
public:
  Walker(func::FuncOp kernel, Trial trial, Dependence &dependence)
      : trial(trial), dependence(dependence) {
    kernel.walk([&](Operation *op) {
      if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(op))
        for (Operation *parent = op; parent != kernel; parent = parent->getParentOp())
          relevant.insert(parent);
    });
    enter(kernel.getBody().front());
    advance();
  }

  /// The call that comes next; null at the kernel's end.
  Operation *next() const { return current; }
  /// Makes the next call, if it need not wait.
  bool step(Queues &queues);

private:
  /// A block that is being run, of a loop with the rounds that are left.
  struct Frame {
    Block *block;
    Block::iterator at;
    scf::ForOp loop;
    int64_t value = 0, end = 0, step = 0;
  };

  void enter(Block &block) { frames.push_back({&block, block.begin(), {}}); }
  void enterLoop(scf::ForOp loop);
  void enterBranch(scf::IfOp branch);
  bool startRound(Frame &frame);
  void advance();
  int64_t valueOf(Value value, bool ofWork = false);
  Attribute known(Value leaf, bool ofWork);

  Trial trial;
  Dependence &dependence;
  llvm::DenseSet<Operation *> relevant; ///< Calls on circular buffers, and what is around them.
  llvm::DenseMap<Value, int64_t> variables;
  llvm::DenseSet<Value> blockNumbers; ///< Variables of loops over blocks of work.
  SmallVector<Frame> frames;
  Operation *current = nullptr;
};

} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// What a runtime argument is about; none before the signature is final.
static std::optional<tt::RuntimeArgKind> kindOf(Value value) {
  if (value.getDefiningOp<tt::WorkStartOp>())
    return tt::RuntimeArgKind::WorkStart;
  if (value.getDefiningOp<tt::WorkCountOp>())
    return tt::RuntimeArgKind::WorkCount;
  auto argument = value.getDefiningOp<GetArgOp>();
  auto listed =
      argument
          ? argument->getParentOfType<func::FuncOp>()->getAttrOfType<ArrayAttr>("tt.runtime_args")
          : ArrayAttr();
  if (!listed || argument.getArg() >= listed.size())
    return std::nullopt;
  auto slot = dyn_cast<tt::RuntimeArgAttr>(listed[argument.getArg()]);
  return slot ? std::optional(slot.getKind()) : std::nullopt;
}

/// Whether a loop runs over the blocks of work of a core.
static bool isLoopOverWork(scf::ForOp loop) {
  if (kindOf(loop.getUpperBound()) == tt::RuntimeArgKind::WorkCount)
    return true;
  auto sum = loop.getUpperBound().getDefiningOp<arith::AddIOp>();
  return sum && llvm::any_of(sum->getOperands(), [](Value operand) {
           return kindOf(operand) == tt::RuntimeArgKind::WorkCount;
         });
}

/// The value of an argument or a loop's variable. `ofWork` tells that it decides which block of
/// work comes next, not what happens in one.
Attribute Walker::known(Value leaf, bool ofWork) {
  auto attribute = [&](int64_t value) { return IntegerAttr::get(leaf.getType(), value); };
  if (auto found = variables.find(leaf); found != variables.end()) {
    dependence.block |= !ofWork && blockNumbers.contains(leaf);
    return attribute(found->second);
  }
  std::optional<tt::RuntimeArgKind> kind = kindOf(leaf);
  if (kind == tt::RuntimeArgKind::WorkCount)
    return attribute(1);
  if (kind == tt::RuntimeArgKind::WorkStart) {
    dependence.block |= !ofWork;
    return attribute(trial.block);
  }
  if (!leaf.getType().isIntOrIndex())
    return nullptr;
  dependence.scalar = true;
  return attribute(leaf.getType().isInteger(1) ? trial.scalar & 1 : trial.scalar);
}

int64_t Walker::valueOf(Value value, bool ofWork) {
  auto number = dyn_cast_or_null<IntegerAttr>(
      evaluate(value, [&](Value leaf) { return known(leaf, ofWork); }));
  if (!number) {
    dependence.scalar = true;
    return trial.scalar;
  }
  return number.getType().isInteger(1) ? number.getValue().getZExtValue()
                                       : number.getValue().getSExtValue();
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

/// Starts the next round of a loop's frame; false if there is none.
bool Walker::startRound(Frame &frame) {
  if (frame.value >= frame.end)
    return false;
  variables[frame.loop.getInductionVar()] = frame.value;
  frame.value += frame.step;
  frame.at = frame.block->begin();
  return true;
}

void Walker::enterLoop(scf::ForOp loop) {
  bool ofWork = isLoopOverWork(loop);
  if (ofWork)
    blockNumbers.insert(loop.getInductionVar());
  Frame frame{loop.getBody(), loop.getBody()->begin(), loop};
  frame.value = valueOf(loop.getLowerBound(), ofWork);
  frame.end = valueOf(loop.getUpperBound(), ofWork);
  frame.step = std::max<int64_t>(1, valueOf(loop.getStep(), ofWork));
  if (startRound(frame))
    frames.push_back(frame);
}

void Walker::enterBranch(scf::IfOp branch) {
  if (valueOf(branch.getCondition()) != 0)
    enter(*branch.thenBlock());
  else if (branch.elseBlock())
    enter(*branch.elseBlock());
}

/// Goes on to the next call on a circular buffer.
void Walker::advance() {
  current = nullptr;
  while (!frames.empty() && !current) {
    Frame &frame = frames.back();
    if (frame.at == frame.block->end()) {
      if (!frame.loop || !startRound(frame))
        frames.pop_back();
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

bool Walker::step(Queues &queues) {
  Value cb = current->getOperand(0);
  Queue &queue = queues[idOf(cb)];
  int64_t pages = current->getAttrOfType<IntegerAttr>("pages").getInt();
  if (isa<CBReserveBackOp>(current) && queue.pushed - queue.popped + pages > capacityOf(cb))
    return false;
  if (isa<CBWaitFrontOp>(current) && queue.pushed - queue.popped < pages)
    return false;
  if (isa<CBPushBackOp>(current))
    queue.pushed += pages;
  else if (isa<CBPopFrontOp>(current))
    queue.popped += pages;
  advance();
  return true;
}

//===----------------------------------------------------------------------===//
// The pipeline
//===----------------------------------------------------------------------===//

namespace {

/// Calls that are followed at most. A program that makes more does the same over and over.
constexpr int64_t mostCalls = 1 << 18;
/// Blocks of work that are followed where they differ from each other.
constexpr int64_t mostBlocks = 64;
/// What numbers that are known at run time are taken to be.
constexpr int64_t trialScalars[] = {0, 1, 2, 3, 70};

} // namespace

/// What a kernel that cannot go on waits for.
static std::string describeWait(Operation *call) {
  return (isa<CBReserveBackOp>(call) ? "room in '" : "pages of '") +
         cbName(call->getOperand(0)).str() + "'";
}

static LogicalResult reportDeadlock(ArrayRef<Walker> walkers) {
  std::optional<InFlightDiagnostic> diagnostic;
  for (const Walker &walker : walkers) {
    Operation *call = walker.next();
    if (!call)
      continue;
    StringRef kernel = call->getParentOfType<func::FuncOp>().getSymName();
    if (!diagnostic) {
      diagnostic.emplace(call->emitError());
      *diagnostic << "'" << kernel << "' waits for " << describeWait(call)
                  << " here for ever: no kernel can go on";
      diagnostic->attachNote(call->getOperand(0).getLoc())
          << "the circular buffer is declared here";
    } else {
      diagnostic->attachNote(call->getLoc())
          << "'" << kernel << "' waits for " << describeWait(call) << " here";
    }
  }
  return *diagnostic;
}

/// Runs one trial; `left` is how many calls may still be followed.
static LogicalResult runTrial(ArrayRef<func::FuncOp> kernels, Trial trial, Dependence &dependence,
                              int64_t &left) {
  SmallVector<Walker> walkers;
  for (func::FuncOp kernel : kernels)
    walkers.emplace_back(kernel, trial, dependence);
  Queues queues;
  for (bool moved = true; moved;) {
    moved = false;
    for (Walker &walker : walkers)
      while (walker.next() && left > 0 && walker.step(queues)) {
        --left;
        moved = true;
      }
  }
  bool done = llvm::all_of(walkers, [](const Walker &walker) { return !walker.next(); });
  return done || left <= 0 ? success() : reportDeadlock(walkers);
}

/// How many blocks of work the program has.
static int64_t countBlocks(func::FuncOp kernel) {
  int64_t count = 1;
  if (auto grid = kernel->getAttrOfType<DenseI64ArrayAttr>("tt.grid_tiles"))
    for (int64_t extent : grid.asArrayRef())
      count *= extent;
  return count;
}

LogicalResult tilium::checkDeadlock(ModuleOp module) {
  SmallVector<func::FuncOp> kernels(module.getOps<func::FuncOp>());
  if (kernels.empty())
    return success();
  int64_t blocks = countBlocks(kernels.front()), left = mostCalls;
  int64_t stride = std::max<int64_t>(1, (blocks + mostBlocks - 1) / mostBlocks);
  for (int64_t scalar : trialScalars) {
    Dependence dependence;
    for (int64_t block = 0; block < blocks; block += stride) {
      // From the last block on, where masks and tails usually are.
      if (failed(runTrial(kernels, {blocks - 1 - block, scalar}, dependence, left)))
        return failure();
      if (!dependence.block)
        break;
    }
    if (!dependence.scalar)
      break;
  }
  return success();
}
