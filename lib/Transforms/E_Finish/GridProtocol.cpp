//===- GridProtocol.cpp - All cores together ------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Cores that raise each other's semaphores are run together, each with its own coordinates and
// blocks of work: their calls on circular buffers and semaphores, and what they multicast. Where
// the protocol holds, no order of them makes a difference. So two opposite ones are tried, the
// first cores always first and the last cores always first: what is right in both is not so by
// luck.
//
//===----------------------------------------------------------------------===//

#include "GridProtocol.h"

#include "KernelProtocol.h"
#include "KernelWalker.h"

#include "tilium/Analysis/IndexRange.h"

#include "llvm/Support/FormatVariadic.h"

#include <map>
#include <set>

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

bool tilium::usesSemaphores(ModuleOp module) {
  return module.walk([](tt::SemaphoreOp) { return WalkResult::interrupt(); }).wasInterrupted();
}

/// The semaphore that `op` raises on other cores; none if it does not.
static tt::SemaphoreOp raisedSemaphore(Operation *op) {
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

LogicalResult tilium::checkSemaphores(ModuleOp module, const device::Architecture &architecture) {
  std::map<int64_t, tt::SemaphoreOp> declared;
  if (failed(checkDeclarations(module, architecture, declared)))
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

//===----------------------------------------------------------------------===//
// Cores
//===----------------------------------------------------------------------===//

namespace {

/// A core's column and row in the grid.
struct Position {
  int64_t x = 0, y = 0;
  auto operator<=>(const Position &) const = default;
  std::string text() const { return llvm::formatv("({0}, {1})", x, y).str(); }
};

/// Pages of one circular buffer on one core.
struct Pages {
  int64_t pushed = 0, popped = 0, reserved = 0;
  bool filled = false; ///< Something is in the reserved ones.
};

/// One semaphore on one core.
struct Count {
  int64_t value = 0;
  Operation *signal = nullptr; ///< The last one from another core that no wait has seen.
  Operation *wait = nullptr;   ///< The last one, if the semaphore was not set back since.
};

struct Core {
  Position position;
  std::map<int64_t, Pages> buffers;
  std::map<int64_t, Count> semaphores;
  SmallVector<KernelWalker, 3> kernels;
};

/// The cores that a multicast addresses; corners in the order that it gives.
struct Rectangle {
  Position start, end;
  Position smallest() const { return {std::min(start.x, end.x), std::min(start.y, end.y)}; }
  Position largest() const { return {std::max(start.x, end.x), std::max(start.y, end.y)}; }
  std::string text() const { return start.text() + " to " + end.text(); }
};

/// All cores on their way, in one order.
class Grid {
public:
  Grid(ModuleOp module, int64_t scalar, bool lastFirst, bool &dependsOnScalar);
  /// Runs until all are done, none can go on or something is wrong.
  LogicalResult run();

private:
  FailureOr<bool> step(size_t number, KernelWalker &kernel);
  bool moveBuffer(Core &core, Operation *call);
  LogicalResult checkSetBack(Core &core, Operation *signal);
  FailureOr<bool> useSemaphore(Core &core, KernelWalker &kernel);
  LogicalResult raise(Core &core, KernelWalker &kernel, Value nocAddress,
                      std::optional<int64_t> added, int64_t value);
  LogicalResult multicast(Core &core, KernelWalker &kernel, NocAsyncWriteMulticastOp call);
  FailureOr<SmallVector<size_t>> receivers(Core &core, KernelWalker &kernel, Value nocAddress,
                                           std::optional<Value> count);
  FailureOr<size_t> coreAt(Operation *call, Position position);
  Position positionAt(KernelWalker &kernel, Value x, Value y);
  LogicalResult reportDeadlock();
  LogicalResult checkSignals();

  SmallVector<func::FuncOp> functions;
  std::vector<Core> cores; ///< In the order in which they are preferred.
  std::map<Position, size_t> numbers;
  std::set<size_t> runnable;
  llvm::DenseSet<int64_t> filledByOthers; ///< Circular buffers that multicasts go to.
};

/// Calls that are followed at most. A program that makes more does the same over and over.
constexpr int64_t mostCalls = 1 << 20;

} // namespace

/// The circular buffer that a call fills with what it reads or stores; none for other calls.
static std::optional<int64_t> filledBuffer(Operation *op) {
  Value address;
  if (auto read = dyn_cast<NocAsyncReadPageOp>(op))
    address = read.getL1Address();
  else if (auto read = dyn_cast<NocAsyncReadOp>(op))
    address = read.getL1Address();
  else if (auto store = dyn_cast<StoreL1Op>(op))
    address = store.getAddress();
  Operation *pointer = address ? findPointer(address) : nullptr;
  return pointer ? std::optional(idOf(pointer->getOperand(0))) : std::nullopt;
}

static bool isOfInterest(Operation *op) {
  return isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp, NocSemaphoreSetOp,
             NocSemaphoreWaitOp, NocSemaphoreIncOp, NocSemaphoreSetMulticastOp,
             NocAsyncWriteMulticastOp>(op) ||
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

Grid::Grid(ModuleOp module, int64_t scalar, bool lastFirst, bool &dependsOnScalar)
    : functions(module.getOps<func::FuncOp>()) {
  auto work = functions.front()->getAttrOfType<tt::WorkPartitionAttr>("tt.work_partition");
  SmallVector<tt::CoreWorkAttr> order(work.getCores());
  llvm::sort(order, [](tt::CoreWorkAttr a, tt::CoreWorkAttr b) {
    return Position{a.getX(), a.getY()} < Position{b.getX(), b.getY()};
  });
  if (lastFirst)
    std::reverse(order.begin(), order.end());
  std::map<int64_t, Count> initial;
  module.walk([&](Operation *op) {
    if (auto semaphore = dyn_cast<tt::SemaphoreOp>(op))
      initial[semaphore.getId()].value = semaphore.getInitialValue();
    auto multicast = dyn_cast<NocAsyncWriteMulticastOp>(op);
    Value address = multicast ? localAddressOf(multicast.getNocAddress()) : Value();
    if (Operation *pointer = address ? findPointer(address) : nullptr)
      filledByOthers.insert(idOf(pointer->getOperand(0)));
  });
  for (tt::CoreWorkAttr core : order) {
    KernelNumbers known;
    known.argument = [core](tt::RuntimeArgAttr argument, bool) {
      return argumentOf(core, argument);
    };
    known.dependsOnScalar = [&dependsOnScalar] { dependsOnScalar = true; };
    known.scalar = scalar;
    Position position{core.getX(), core.getY()};
    numbers[position] = cores.size();
    runnable.insert(cores.size());
    cores.push_back({position, {}, initial, {}});
    for (func::FuncOp function : functions)
      cores.back().kernels.emplace_back(function, isOfInterest, known);
  }
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

Position Grid::positionAt(KernelWalker &kernel, Value x, Value y) {
  return {kernel.valueOf(x), kernel.valueOf(y)};
}

/// The number of the core there; an error if none runs the program there.
FailureOr<size_t> Grid::coreAt(Operation *call, Position position) {
  if (auto found = numbers.find(position); found != numbers.end())
    return found->second;
  InFlightDiagnostic diagnostic = call->emitError() << "reaches core " << position.text()
                                                    << ", which does not run the program";
  diagnostic.attachNote(call->getParentOfType<func::FuncOp>().getLoc()) << "the kernel is here";
  return failure();
}

/// The cores that `nocAddress` is about. A multicast goes through its rectangle from the corner
/// where its network comes in, counts its `count` receivers, and leaves out the core that sends.
FailureOr<SmallVector<size_t>> Grid::receivers(Core &core, KernelWalker &kernel, Value nocAddress,
                                               std::optional<Value> count) {
  Operation *call = kernel.next();
  if (auto one = nocAddress.getDefiningOp<GetCoreNocAddrOp>()) {
    FailureOr<size_t> number = coreAt(call, positionAt(kernel, one.getX(), one.getY()));
    if (failed(number))
      return failure();
    return SmallVector<size_t>{*number};
  }
  auto area = nocAddress.getDefiningOp<GetNocMulticastAddrOp>();
  Rectangle rectangle{positionAt(kernel, area.getXStart(), area.getYStart()),
                      positionAt(kernel, area.getXEnd(), area.getYEnd())};
  auto role =
      call->getParentOfType<func::FuncOp>()->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role");
  unsigned network = networkOf(role.getValue());
  Position first = network == 0 ? rectangle.smallest() : rectangle.largest();
  if (rectangle.start != first) {
    InFlightDiagnostic diagnostic = call->emitError() << "multicasts to the cores from "
                                                      << rectangle.text() << ", and NoC " << network
                                                      << " goes through them from " << first.text();
    diagnostic.attachNote(area.getLoc()) << "the rectangle is from here";
    return failure();
  }
  SmallVector<size_t> reached;
  for (int64_t x = rectangle.smallest().x; x <= rectangle.largest().x; ++x)
    for (int64_t y = rectangle.smallest().y; y <= rectangle.largest().y; ++y) {
      if (Position{x, y} == core.position)
        continue;
      FailureOr<size_t> number = coreAt(call, {x, y});
      if (failed(number))
        return failure();
      reached.push_back(*number);
    }
  int64_t counted = kernel.valueOf(*count);
  if (counted != static_cast<int64_t>(reached.size())) {
    InFlightDiagnostic diagnostic = call->emitError()
                                    << "counts " << counted << " receivers, and without the sender "
                                    << rectangle.text() << " has " << reached.size();
    diagnostic.attachNote(area.getLoc()) << "the rectangle is from here";
    return failure();
  }
  return reached;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// A call on a circular buffer; false if it has to wait.
bool Grid::moveBuffer(Core &core, Operation *call) {
  Value cb = call->getOperand(0);
  Pages &buffer = core.buffers[idOf(cb)];
  int64_t pages = call->getAttrOfType<IntegerAttr>("pages").getInt();
  int64_t stored = buffer.pushed - buffer.popped;
  if (isa<CBReserveBackOp>(call)) {
    if (stored + pages > capacityOf(cb))
      return false;
    buffer.reserved = std::max(buffer.reserved, pages);
  } else if (isa<CBWaitFrontOp>(call)) {
    return stored >= pages;
  } else if (isa<CBPushBackOp>(call)) {
    buffer.pushed += pages;
    buffer.reserved = std::max<int64_t>(0, buffer.reserved - pages);
    buffer.filled = false;
  } else {
    buffer.popped += pages;
  }
  return true;
}

/// Raises a semaphore of other cores, by `added` or to `value`.
LogicalResult Grid::raise(Core &core, KernelWalker &kernel, Value nocAddress,
                          std::optional<int64_t> added, int64_t value) {
  Operation *call = kernel.next();
  if (failed(checkSetBack(core, call)))
    return failure();
  auto multicast = dyn_cast<NocSemaphoreSetMulticastOp>(call);
  FailureOr<SmallVector<size_t>> reached =
      receivers(core, kernel, nocAddress,
                multicast ? std::optional<Value>(multicast.getReceivers()) : std::nullopt);
  if (failed(reached))
    return failure();
  for (size_t number : *reached) {
    Count &count = cores[number].semaphores[findSemaphore(localAddressOf(nocAddress)).getId()];
    count.value = added ? count.value + *added : value;
    count.signal = call;
    runnable.insert(number);
  }
  return success();
}

/// Checks that no kernel signals another core with a semaphore as its wait has seen it: the answer
/// may come before the semaphore is set back, and would be lost.
LogicalResult Grid::checkSetBack(Core &core, Operation *signal) {
  for (auto &[id, count] : core.semaphores) {
    if (!count.wait ||
        count.wait->getParentOfType<func::FuncOp>() != signal->getParentOfType<func::FuncOp>())
      continue;
    InFlightDiagnostic diagnostic = signal->emitError()
                                    << "signals another core before '"
                                    << findSemaphore(count.wait->getOperand(0)).getSemaphoreName()
                                    << "' of core " << core.position.text()
                                    << " is set back; the answer could be lost";
    diagnostic.attachNote(count.wait->getLoc()) << "noc_semaphore_set is missing after this wait";
    return diagnostic;
  }
  return success();
}

FailureOr<bool> Grid::useSemaphore(Core &core, KernelWalker &kernel) {
  Operation *call = kernel.next();
  if (auto increment = dyn_cast<NocSemaphoreIncOp>(call)) {
    int64_t added = kernel.valueOf(increment.getIncrement());
    if (failed(raise(core, kernel, increment.getNocAddress(), added, 0)))
      return failure();
    return true;
  }
  Count &count = core.semaphores[findSemaphore(call->getOperand(0)).getId()];
  if (auto multicast = dyn_cast<NocSemaphoreSetMulticastOp>(call)) {
    if (failed(raise(core, kernel, multicast.getNocAddress(), std::nullopt, count.value)))
      return failure();
  } else if (auto wait = dyn_cast<NocSemaphoreWaitOp>(call)) {
    if (count.wait) {
      InFlightDiagnostic diagnostic = call->emitError()
                                      << "waits for '"
                                      << findSemaphore(wait.getL1Address()).getSemaphoreName()
                                      << "' of core " << core.position.text()
                                      << " again, and what the last wait saw is still there";
      diagnostic.attachNote(count.wait->getLoc()) << "noc_semaphore_set is missing after this wait";
      return failure();
    }
    if (count.value != kernel.valueOf(wait.getValue()))
      return false;
    count.signal = nullptr;
    count.wait = call;
  } else if (auto set = dyn_cast<NocSemaphoreSetOp>(call)) {
    if (count.signal) {
      InFlightDiagnostic diagnostic =
          call->emitError() << "sets '" << findSemaphore(set.getL1Address()).getSemaphoreName()
                            << "' of core " << core.position.text()
                            << " and loses a signal of another core that no wait has seen";
      diagnostic.attachNote(count.signal->getLoc()) << "the signal is from here";
      return failure();
    }
    count.value = kernel.valueOf(set.getValue());
    count.wait = nullptr;
  }
  return true;
}

/// Pages go to where the receivers' circular buffers are written, which has to be the same place as
/// on the sender.
LogicalResult Grid::multicast(Core &core, KernelWalker &kernel, NocAsyncWriteMulticastOp call) {
  FailureOr<SmallVector<size_t>> reached =
      receivers(core, kernel, call.getNocAddress(), call.getReceivers());
  if (failed(reached))
    return failure();
  Value cb = findPointer(localAddressOf(call.getNocAddress()))->getOperand(0);
  const Pages &own = core.buffers[idOf(cb)];
  Operation *source = findPointer(call.getL1Address());
  Value sent = source->getOperand(0);
  if (isa<GetWritePtrOp>(source) && filledByOthers.contains(idOf(sent)) &&
      !core.buffers[idOf(sent)].filled) {
    InFlightDiagnostic diagnostic = call.emitError()
                                    << "multicasts pages of '" << cbName(sent)
                                    << "' that nothing has filled on core " << core.position.text();
    diagnostic.attachNote(source->getLoc()) << "the address is from here";
    return diagnostic;
  }
  for (size_t number : *reached) {
    Core &receiver = cores[number];
    Pages &pages = receiver.buffers[idOf(cb)];
    bool isAligned = pages.pushed % capacityOf(cb) == own.pushed % capacityOf(cb);
    if (pages.reserved < own.reserved || !isAligned) {
      InFlightDiagnostic diagnostic = call.emitError()
                                      << "multicasts into '" << cbName(cb) << "' of core "
                                      << receiver.position.text()
                                      << (isAligned ? ", which may not have reserved the pages yet"
                                                    : ", whose next pages are at another address");
      diagnostic.attachNote(cb.getLoc()) << "the circular buffer is declared here";
      return diagnostic;
    }
    pages.filled = true;
  }
  return success();
}

/// Makes the kernel's next call; false if it has to wait.
FailureOr<bool> Grid::step(size_t number, KernelWalker &kernel) {
  Core &core = cores[number];
  Operation *call = kernel.next();
  bool goesOn = true;
  if (std::optional<int64_t> filled = filledBuffer(call)) {
    core.buffers[*filled].filled = true;
  } else if (auto data = dyn_cast<NocAsyncWriteMulticastOp>(call)) {
    if (failed(multicast(core, kernel, data)))
      return failure();
  } else if (isa<CBReserveBackOp, CBPushBackOp, CBWaitFrontOp, CBPopFrontOp>(call)) {
    Value cb = call->getOperand(0);
    auto push = dyn_cast<CBPushBackOp>(call);
    if (push && filledByOthers.contains(idOf(cb)) && !core.buffers[idOf(cb)].filled) {
      InFlightDiagnostic diagnostic = call->emitError()
                                      << "publishes pages of '" << cbName(cb) << "' on core "
                                      << core.position.text()
                                      << ", and what is multicast into them may not be there yet";
      diagnostic.attachNote(cb.getLoc()) << "the circular buffer is declared here";
      return failure();
    }
    goesOn = moveBuffer(core, call);
  } else {
    FailureOr<bool> used = useSemaphore(core, kernel);
    if (failed(used))
      return failure();
    goesOn = *used;
  }
  if (goesOn)
    kernel.advance();
  return goesOn;
}

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

/// What a kernel that cannot go on waits for.
static std::string describeWait(Core &core, KernelWalker &kernel) {
  Operation *call = kernel.next();
  if (auto wait = dyn_cast<NocSemaphoreWaitOp>(call)) {
    tt::SemaphoreOp semaphore = findSemaphore(wait.getL1Address());
    return llvm::formatv("'{0}' to be {1}, and it is {2}", semaphore.getSemaphoreName(),
                         kernel.valueOf(wait.getValue()), core.semaphores[semaphore.getId()].value);
  }
  return (isa<CBReserveBackOp>(call) ? "room in '" : "pages of '") +
         cbName(call->getOperand(0)).str() + "'";
}

/// One error at the first kernel that waits, a note for each other place where one does.
LogicalResult Grid::reportDeadlock() {
  std::optional<InFlightDiagnostic> diagnostic;
  llvm::DenseSet<Operation *> shown;
  for (Core &core : cores)
    for (KernelWalker &kernel : core.kernels) {
      Operation *call = kernel.next();
      if (!call || !shown.insert(call).second)
        continue;
      std::string text = llvm::formatv("'{0}' on core {1} waits for {2}",
                                       call->getParentOfType<func::FuncOp>().getSymName(),
                                       core.position.text(), describeWait(core, kernel));
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
    for (auto &[id, count] : core.semaphores) {
      if (!count.signal)
        continue;
      tt::SemaphoreOp semaphore = raisedSemaphore(count.signal);
      InFlightDiagnostic diagnostic = count.signal->emitError()
                                      << "raises '" << semaphore.getSemaphoreName() << "' of core "
                                      << core.position.text() << ", which does not wait for it";
      diagnostic.attachNote(semaphore.getLoc()) << "the semaphore is declared here";
      return diagnostic;
    }
  return success();
}

LogicalResult Grid::run() {
  int64_t left = mostCalls;
  while (!runnable.empty()) {
    size_t number = *runnable.begin();
    bool moved = false;
    // One call at a time: it may let a core go on that is preferred to this one.
    for (KernelWalker &kernel : cores[number].kernels) {
      if (!kernel.next())
        continue;
      FailureOr<bool> stepped = step(number, kernel);
      if (failed(stepped))
        return failure();
      moved |= *stepped;
      if (*stepped)
        break;
    }
    if (!moved)
      runnable.erase(number);
    else if (--left == 0)
      return success();
  }
  bool givenUp = llvm::any_of(cores, [](const Core &core) {
    return llvm::any_of(core.kernels,
                        [](const KernelWalker &kernel) { return kernel.isGivenUp(); });
  });
  if (givenUp)
    return success();
  bool done = llvm::all_of(cores, [](const Core &core) {
    return llvm::all_of(core.kernels, [](const KernelWalker &kernel) { return !kernel.next(); });
  });
  return done ? checkSignals() : reportDeadlock();
}

LogicalResult tilium::checkGrid(ModuleOp module) {
  SmallVector<func::FuncOp> kernels(module.getOps<func::FuncOp>());
  if (kernels.empty())
    return success();
  for (func::FuncOp kernel : kernels)
    if (!kernel->hasAttrOfType<tt::KernelRoleAttr>("tt.kernel_role") ||
        !kernel->hasAttrOfType<tt::WorkPartitionAttr>("tt.work_partition"))
      return kernel.emitError("uses semaphores and has no role or no 'tt.work_partition'");
  if (failed(checkCoordinates(module)))
    return failure();
  for (int64_t scalar : trialScalars) {
    bool dependsOnScalar = false;
    for (bool lastFirst : {false, true})
      if (failed(Grid(module, scalar, lastFirst, dependsOnScalar).run()))
        return failure();
    if (!dependsOnScalar)
      break;
  }
  return success();
}
