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
#include "KernelWalker.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

namespace {

/// By circular buffer.
using PageCounts = std::map<int64_t, PageCount>;

/// What a kernel's numbers are in one trial.
struct Trial {
  int64_t block = 0;  ///< The only block of work.
  int64_t scalar = 0; ///< Every number of the signature.
};

/// What the values of loops and branches turned out to depend on.
struct Dependence {
  bool block = false, scalar = false;
};

/// A kernel in one trial.
KernelWalker startKernel(func::FuncOp kernel, Trial trial, Dependence &dependence) {
  KernelNumbers numbers;
  numbers.argument = [trial, &dependence](tt::RuntimeArgAttr argument,
                                          bool ofWork) -> std::optional<int64_t> {
    if (argument.getKind() == tt::RuntimeArgKind::WorkCount)
      return 1;
    if (argument.getKind() != tt::RuntimeArgKind::WorkStart)
      return std::nullopt;
    dependence.block |= !ofWork;
    return trial.block;
  };
  numbers.dependsOnBlock = [&dependence] { dependence.block = true; };
  numbers.dependsOnScalar = [&dependence] { dependence.scalar = true; };
  numbers.scalar = trial.scalar;
  auto isOfInterest = [](Operation *op) {
    return isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(op);
  };
  return KernelWalker(kernel, isOfInterest, std::move(numbers));
}

} // namespace

/// Makes the kernel's next call, if it need not wait.
static bool step(KernelWalker &kernel, PageCounts &counts) {
  if (!movePages(kernel.next(), counts[idOf(kernel.next()->getOperand(0))]))
    return false;
  kernel.advance();
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

} // namespace

static LogicalResult reportDeadlock(ArrayRef<KernelWalker> walkers) {
  std::optional<InFlightDiagnostic> diagnostic;
  for (const KernelWalker &walker : walkers) {
    Operation *call = walker.next();
    if (!call)
      continue;
    StringRef kernel = call->getParentOfType<func::FuncOp>().getSymName();
    if (!diagnostic) {
      diagnostic.emplace(call->emitError());
      *diagnostic << "'" << kernel << "' waits for " << describePageWait(call)
                  << " here for ever: no kernel can go on";
      diagnostic->attachNote(call->getOperand(0).getLoc())
          << "the circular buffer is declared here";
    } else {
      diagnostic->attachNote(call->getLoc())
          << "'" << kernel << "' waits for " << describePageWait(call) << " here";
    }
  }
  return *diagnostic;
}

/// Runs one trial; `left` is how many calls may still be followed.
static LogicalResult runTrial(ArrayRef<func::FuncOp> kernels, Trial trial, Dependence &dependence,
                              int64_t &left) {
  std::vector<KernelWalker> walkers;
  for (func::FuncOp kernel : kernels)
    walkers.push_back(startKernel(kernel, trial, dependence));
  PageCounts counts;
  for (bool moved = true; moved;) {
    moved = false;
    for (KernelWalker &walker : walkers)
      while (walker.next() && left > 0 && step(walker, counts)) {
        --left;
        moved = true;
      }
  }
  bool done = llvm::all_of(walkers, [](const KernelWalker &walker) { return !walker.next(); });
  bool givenUp = llvm::any_of(walkers, [](auto &walker) { return walker.isGivenUp(); });
  return done || givenUp || left <= 0 ? success() : reportDeadlock(walkers);
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
