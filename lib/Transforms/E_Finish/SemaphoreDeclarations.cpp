//===- SemaphoreDeclarations.cpp - What cores need to reach each other ----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "GridProtocol.h"

#include "KernelProtocol.h"
#include "KernelWalker.h"

#include <map>

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

bool tilium::reachesOtherCores(ModuleOp module) {
  return module
      .walk([](Operation *op) {
        bool reaches = isa<tt::SemaphoreOp, GetCoreNocAddrOp, GetNocMulticastAddrOp>(op);
        return reaches ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

tt::SemaphoreOp tilium::raisedSemaphore(Operation *op) {
  Value nocAddress;
  if (auto increment = dyn_cast<NocSemaphoreIncOp>(op))
    nocAddress = increment.getNocAddress();
  else if (auto multicast = dyn_cast<NocSemaphoreSetMulticastOp>(op))
    nocAddress = multicast.getNocAddress();
  Value address = nocAddress ? localAddressOf(nocAddress) : Value();
  return address ? findSemaphore(address) : tt::SemaphoreOp();
}

/// Checks that kernels agree on each semaphore, and that the host, which numbers them from 0 on,
/// can create them.
static LogicalResult checkDeclarations(ModuleOp module, const device::Architecture &architecture,
                                       std::map<int64_t, tt::SemaphoreOp> &declared) {
  WalkResult result = module.walk([&](tt::SemaphoreOp semaphore) {
    tt::SemaphoreOp first = declared.try_emplace(semaphore.getId(), semaphore).first->second;
    if (first.getSemaphoreName() == semaphore.getSemaphoreName() &&
        first.getInitialValue() == semaphore.getInitialValue())
      return WalkResult::advance();
    InFlightDiagnostic diagnostic = semaphore.emitError()
                                    << "has the id of '" << first.getSemaphoreName()
                                    << "', and another name or initial value";
    diagnostic.attachNote(first.getLoc())
        << "'" << first.getSemaphoreName() << "' is declared here";
    return WalkResult::interrupt();
  });
  if (result.wasInterrupted())
    return failure();
  int64_t next = 0;
  for (auto [id, semaphore] : declared) {
    if (id >= static_cast<int64_t>(architecture.semaphores))
      return semaphore.emitError() << "has the id " << id << "; the target has semaphores 0 to "
                                   << architecture.semaphores - 1;
    if (id != next++)
      return semaphore.emitError() << "has the id " << id << ", and there is none with " << next - 1
                                   << "; the host numbers semaphores from 0 on";
  }
  return success();
}

/// Checks that all kernels say on which cores they run, and the same.
static LogicalResult checkCores(ModuleOp module) {
  tt::WorkPartitionAttr work;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    auto own = kernel->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
    if (!own || !kernel->hasAttrOfType<tt::KernelRoleAttr>("tt.kernel_role"))
      return kernel.emitError("reaches other cores and has no role or no 'tt.work_partition'");
    if (work && own != work)
      return kernel.emitError("has another 'tt.work_partition' than the kernel before it");
    work = own;
  }
  return success();
}

/// Checks that coordinates of the network are what the host gives for columns and rows: they are no
/// numbers to reckon with, as they depend on the card.
static LogicalResult checkCoordinates(ModuleOp module) {
  auto isOf = [](Value value, tt::RuntimeArgKind kind) {
    tt::RuntimeArgAttr argument = runtimeArgumentOf(value);
    return argument && argument.getKind() == kind;
  };
  WalkResult result = module.walk([&](Operation *op) {
    if (!isa<GetCoreNocAddrOp, GetNocMulticastAddrOp>(op))
      return WalkResult::advance();
    // Columns and rows in turn, and the address.
    for (auto [position, operand] : llvm::enumerate(op->getOperands().drop_back())) {
      bool isColumn = position % 2 == 0;
      if (isOf(operand, isColumn ? tt::RuntimeArgKind::NocX : tt::RuntimeArgKind::NocY))
        continue;
      InFlightDiagnostic diagnostic = op->emitError()
                                      << "takes a coordinate that is no runtime argument of kind "
                                      << (isColumn ? "noc_x" : "noc_y");
      diagnostic.attachNote(operand.getLoc()) << "the coordinate is from here";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult tilium::checkSemaphores(ModuleOp module, const device::Architecture &architecture) {
  std::map<int64_t, tt::SemaphoreOp> declared;
  if (failed(checkDeclarations(module, architecture, declared)) || failed(checkCores(module)) ||
      failed(checkCoordinates(module)))
    return failure();
  std::map<int64_t, Operation *> raises, waits;
  module.walk([&](Operation *op) {
    if (tt::SemaphoreOp semaphore = raisedSemaphore(op))
      raises.try_emplace(semaphore.getId(), op);
    if (auto wait = dyn_cast<NocSemaphoreWaitOp>(op))
      if (tt::SemaphoreOp semaphore = findSemaphore(wait.getL1Address()))
        waits.try_emplace(semaphore.getId(), op);
  });
  bool sound = true;
  auto requirePartner = [&](auto &calls, auto &partners, const Twine &message) {
    for (auto [id, call] : calls)
      if (!partners.contains(id)) {
        InFlightDiagnostic diagnostic = call->emitError() << "'" << declared[id].getSemaphoreName()
                                                          << "' " << message;
        diagnostic.attachNote(declared[id].getLoc()) << "the semaphore is declared here";
        sound = false;
      }
  };
  requirePartner(waits, raises, "is waited for here, and no core raises it");
  requirePartner(raises, waits, "is raised here, and no core waits for it");
  return success(sound);
}
