//===- GridProtocol.cpp - All cores together ------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Runs the kernels of all cores, each with its own coordinates and blocks of work: their calls on
// circular buffers and semaphores, and what they multicast. One order of the calls is taken, and
// what would be wrong in another is found by vector clocks (Fidge, Mattern): each kernel carries
// how far it has heard of each other one, through signals that its waits have seen and pages that
// it has waited for. What has to come before something else must have been heard of there.
//
//===----------------------------------------------------------------------===//

#include "GridProtocol.h"

#include "Grid.h"
#include "KernelProtocol.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::grid;
using namespace tilium::metalium;

/// Calls that are followed at most. A program that makes more does the same over and over.
static constexpr int64_t mostCalls = 1 << 20;

//===----------------------------------------------------------------------===//
// Setting up
//===----------------------------------------------------------------------===//

static bool isOfInterest(Operation *op) {
  return isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp, NocSemaphoreSetOp,
             NocSemaphoreWaitOp, NocSemaphoreIncOp, NocSemaphoreSetMulticastOp,
             NocAsyncWriteMulticastOp, NocAsyncWritesFlushedOp, NocAsyncWriteBarrierOp>(op) ||
         filledBuffer(op).has_value();
}

/// What a core's arguments are; none for what is known at run time only.
static std::optional<int64_t> argumentOf(tt::CoreWorkAttr core, tt::RuntimeArgAttr argument) {
  switch (argument.getKind()) {
  case tt::RuntimeArgKind::WorkStart:
    return core.getStart();
  case tt::RuntimeArgKind::WorkCount:
    return core.getCount();
  case tt::RuntimeArgKind::CoreX:
    return core.getX();
  case tt::RuntimeArgKind::CoreY:
    return core.getY();
  // The network's coordinates stand for the columns and rows that they belong to.
  case tt::RuntimeArgKind::NocX:
    return argument.getSource() < 0 ? core.getX() : argument.getSource();
  case tt::RuntimeArgKind::NocY:
    return argument.getSource() < 0 ? core.getY() : argument.getSource();
  case tt::RuntimeArgKind::TensorAddress:
  case tt::RuntimeArgKind::Scalar:
    return std::nullopt;
  }
  llvm_unreachable("unknown kind of argument");
}

Grid::Grid(ModuleOp module, int64_t scalar, bool &dependsOnScalar)
    : functions(module.getOps<func::FuncOp>()) {
  auto work = functions.front()->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
  std::map<int64_t, Semaphore> initial;
  module.walk([&](Operation *op) {
    if (auto semaphore = dyn_cast<tt::SemaphoreOp>(op))
      initial[semaphore.getId()].value = semaphore.getInitialValue();
    auto multicast = dyn_cast<NocAsyncWriteMulticastOp>(op);
    Value address = multicast ? localAddressOf(multicast.getNocAddress()) : Value();
    if (Operation *pointer = address ? findPointer(address) : nullptr)
      filledByOthers.insert(idOf(pointer->getOperand(0)));
  });
  size_t kernels = functions.size() * work.getCores().size();
  for (tt::CoreWorkAttr core : work.getCores()) {
    KernelNumbers known;
    known.argument = [core](tt::RuntimeArgAttr argument, bool) {
      return argumentOf(core, argument);
    };
    known.dependsOnScalar = [&dependsOnScalar] { dependsOnScalar = true; };
    known.scalar = scalar;
    known.mostRounds = mostCalls / static_cast<int64_t>(kernels);
    Position position{core.getX(), core.getY()};
    numbers[position] = cores.size();
    turns.push_back(cores.size());
    cores.push_back({position, {}, initial, {}, {}});
    for (func::FuncOp function : functions) {
      cores.back().kernels.emplace_back(function, isOfInterest, known);
      cores.back().clocks.emplace_back(kernels);
    }
  }
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// What a kernel that cannot go on waits for.
std::string Grid::describeWait(Place at) {
  Operation *call = walker(at).next();
  auto wait = dyn_cast<NocSemaphoreWaitOp>(call);
  if (!wait)
    return describePageWait(call);
  tt::SemaphoreOp semaphore = findSemaphore(wait.getL1Address());
  return llvm::formatv("'{0}' to be {1}, and it is {2}", semaphore.getSemaphoreName(),
                       walker(at).valueOf(wait.getValue()),
                       cores[at.core].semaphores[semaphore.getId()].value);
}

/// One error at the first kernel that waits, a note for each other place where one does.
LogicalResult Grid::reportDeadlock() {
  std::optional<InFlightDiagnostic> diagnostic;
  llvm::DenseSet<Operation *> shown;
  for (size_t core = 0; core < cores.size(); ++core)
    for (size_t kernel = 0; kernel < functions.size(); ++kernel) {
      Operation *call = cores[core].kernels[kernel].next();
      if (!call || !shown.insert(call).second)
        continue;
      std::string text =
          llvm::formatv("'{0}' on core {1} waits for {2}", functions[kernel].getSymName(),
                        cores[core].position.text(), describeWait({core, kernel}));
      if (!diagnostic)
        diagnostic.emplace(call->emitError()) << text << ", for ever: no core can go on";
      else
        diagnostic->attachNote(call->getLoc()) << text;
    }
  return *diagnostic;
}

/// Checks that all signals were waited for.
LogicalResult Grid::checkSignals() {
  for (Core &core : cores)
    for (auto &[id, semaphore] : core.semaphores) {
      if (semaphore.signals.empty())
        continue;
      Operation *call = semaphore.signals.back().call;
      tt::SemaphoreOp declared = raisedSemaphore(call);
      InFlightDiagnostic diagnostic = call->emitError()
                                      << "raises '" << declared.getSemaphoreName() << "' of core "
                                      << core.position.text() << ", which does not wait for it";
      diagnostic.attachNote(declared.getLoc()) << "the semaphore is declared here";
      return diagnostic;
    }
  return success();
}

LogicalResult Grid::run() {
  int64_t left = mostCalls;
  while (!turns.empty()) {
    size_t core = turns.front();
    turns.pop_front();
    cores[core].isListed = false;
    // A call of each kernel in turn, so that all get as far where not all are followed to the end.
    for (size_t kernel = 0; kernel < functions.size(); ++kernel) {
      Place at{core, kernel};
      if (!walker(at).next())
        continue;
      FailureOr<bool> stepped = step(at);
      if (failed(stepped))
        return failure();
      if (!*stepped)
        continue;
      walker(at).advance();
      list(core);
      if (--left == 0)
        return success();
    }
  }
  auto all = [&](auto holds) {
    return llvm::all_of(cores, [&](const Core &core) { return llvm::all_of(core.kernels, holds); });
  };
  if (!all([](const KernelWalker &kernel) { return !kernel.isGivenUp(); }))
    return success();
  return all([](const KernelWalker &kernel) { return !kernel.next(); }) ? checkSignals()
                                                                        : reportDeadlock();
}

LogicalResult tilium::checkGrid(ModuleOp module) {
  if (module.getOps<func::FuncOp>().empty())
    return success();
  for (int64_t scalar : trialScalars) {
    bool dependsOnScalar = false;
    if (failed(Grid(module, scalar, dependsOnScalar).run()))
      return failure();
    if (!dependsOnScalar)
      break;
  }
  return success();
}
