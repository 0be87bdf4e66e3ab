//===- GridCalls.cpp - What cores do to each other -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The calls of Grid: where they reach, what they need to have been heard of, what they change.
//
//===----------------------------------------------------------------------===//

#include "Grid.h"
#include "KernelProtocol.h"

#include "tilium/Dialect/TT/IR/Tiles.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::grid;
using namespace tilium::metalium;

std::optional<int64_t> grid::filledBuffer(Operation *op) {
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

//===----------------------------------------------------------------------===//
// Numbers and addresses
//===----------------------------------------------------------------------===//

/// What a number of the next call is; an error if that is known at run time only.
FailureOr<int64_t> Grid::number(Place at, Value value) {
  if (std::optional<int64_t> number = walker(at).exactValueOf(value))
    return *number;
  InFlightDiagnostic diagnostic = walker(at).next()->emitError(
      "depends on a number that is known at run time only, so that what "
      "cores do to each other cannot be checked");
  diagnostic.attachNote(value.getLoc()) << "the number is from here";
  return failure();
}

FailureOr<Position> Grid::position(Place at, Value x, Value y) {
  FailureOr<int64_t> column = number(at, x), row = number(at, y);
  if (failed(column) || failed(row))
    return failure();
  return Position{*column, *row};
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

/// The cores of a rectangle. A multicast goes through it from the corner where its network comes
/// in, counts its receivers, and leaves out the core that sends.
FailureOr<SmallVector<size_t>> Grid::receivers(Place at, GetNocMulticastAddrOp area, Value count) {
  Operation *call = walker(at).next();
  auto fail = [&](const Twine &message) {
    InFlightDiagnostic diagnostic = call->emitError() << message;
    diagnostic.attachNote(area.getLoc()) << "the rectangle is from here";
    return failure();
  };
  FailureOr<Position> start = position(at, area.getXStart(), area.getYStart());
  FailureOr<Position> end = position(at, area.getXEnd(), area.getYEnd());
  FailureOr<int64_t> counted = number(at, count);
  if (failed(start) || failed(end) || failed(counted))
    return failure();
  Position smallest{std::min(start->x, end->x), std::min(start->y, end->y)};
  Position largest{std::max(start->x, end->x), std::max(start->y, end->y)};
  auto function = call->getParentOfType<func::FuncOp>();
  unsigned network =
      networkOf(function->getAttrOfType<tt::KernelRoleAttr>("tt.kernel_role").getValue());
  Position first = network == 0 ? smallest : largest;
  std::string text = start->text() + " to " + end->text();
  if (*start != first)
    return fail("multicasts to the cores from " + text + ", and NoC " + Twine(network) +
                " goes through them from " + first.text());
  SmallVector<size_t> reached;
  for (int64_t x = smallest.x; x <= largest.x; ++x)
    for (int64_t y = smallest.y; y <= largest.y; ++y) {
      if (Position{x, y} == cores[at.core].position)
        continue;
      FailureOr<size_t> number = coreAt(call, {x, y});
      if (failed(number))
        return failure();
      reached.push_back(*number);
    }
  if (reached.empty())
    return fail("multicasts to no core but the one that sends");
  if (*counted != static_cast<int64_t>(reached.size()))
    return fail("counts " + Twine(*counted) + " receivers, and without the sender " + text +
                " has " + Twine(reached.size()));
  return reached;
}

//===----------------------------------------------------------------------===//
// Pages
//===----------------------------------------------------------------------===//

/// The kernel's next call as one that it makes now.
Event Grid::event(Place at) {
  size_t kernel = at.core * functions.size() + at.kernel;
  return {walker(at).next(), kernel, ++clock(at)[kernel]};
}

void Grid::list(size_t core) {
  if (!cores[core].isListed)
    turns.push_back(core);
  cores[core].isListed = true;
}

static int64_t pageBytes(Value cb) {
  return tt::tileBytes(cast<tt::CBType>(cb.getType()).getFormat());
}

/// Checks that what others multicast into pages is there when they are published.
LogicalResult Grid::checkPublished(Place at, Buffer &buffer) {
  auto push = cast<CBPushBackOp>(walker(at).next());
  int64_t bytes = int64_t(push.getPages()) * pageBytes(push.getCb());
  bool isThere = true;
  while (bytes > 0 && !buffer.arrivals.empty()) {
    Arrival &next = buffer.arrivals.front();
    isThere &= next.event.isHeardOf(clock(at));
    int64_t taken = std::min(bytes, next.bytes);
    bytes -= taken;
    next.bytes -= taken;
    if (next.bytes == 0)
      buffer.arrivals.pop_front();
  }
  isThere &= buffer.filledBytes >= bytes;
  buffer.filledBytes = std::max<int64_t>(0, buffer.filledBytes - bytes);
  if (isThere || push.getUnfilled() || !filledByOthers.contains(idOf(push.getCb())))
    return success();
  InFlightDiagnostic diagnostic = push.emitError()
                                  << "publishes pages of '" << cbName(push.getCb()) << "' on core "
                                  << cores[at.core].position.text()
                                  << ", and what is multicast into them may not be there yet";
  diagnostic.attachNote(push.getCb().getLoc()) << "the circular buffer is declared here";
  return diagnostic;
}

FailureOr<bool> Grid::moveBuffer(Place at) {
  Operation *call = walker(at).next();
  Buffer &buffer = cores[at.core].buffers[idOf(call->getOperand(0))];
  if (!movePages(call, buffer.count))
    return false;
  int64_t pages = call->getAttrOfType<IntegerAttr>("pages").getInt();
  const PageCount &count = buffer.count;
  if (isa<CBReserveBackOp>(call)) {
    buffer.popped.tell(count.pushed + pages - capacityOf(call->getOperand(0)), clock(at));
    buffer.reservedPages = std::max(buffer.reservedPages, pages);
    buffer.reserve = event(at);
  } else if (isa<CBWaitFrontOp>(call)) {
    buffer.pushed.tell(count.popped + pages, clock(at));
  } else if (isa<CBPopFrontOp>(call)) {
    buffer.popped.add(count.popped, clock(at));
  } else {
    if (failed(checkPublished(at, buffer)))
      return failure();
    buffer.reservedPages = std::max<int64_t>(0, buffer.reservedPages - pages);
    buffer.pushed.add(count.pushed, clock(at));
  }
  return true;
}

/// Checks that there is something to send in the pages that the sender itself has reserved.
LogicalResult Grid::checkSource(Place at, NocAsyncWriteMulticastOp call) {
  Operation *pointer = findPointer(call.getL1Address());
  Value cb = pointer->getOperand(0);
  bool isFilled = isa<GetReadPtrOp>(pointer) || !filledByOthers.contains(idOf(cb)) ||
                  cores[at.core].buffers[idOf(cb)].filledBytes > 0 ||
                  !cores[at.core].buffers[idOf(cb)].arrivals.empty();
  if (isFilled)
    return success();
  InFlightDiagnostic diagnostic = call.emitError() << "multicasts pages of '" << cbName(cb)
                                                   << "' that nothing has filled on core "
                                                   << cores[at.core].position.text();
  diagnostic.attachNote(pointer->getLoc()) << "the address is from here";
  return diagnostic;
}

/// Pages go to where the receivers' circular buffers are written, which has to be the same place as
/// on the sender.
LogicalResult Grid::multicast(Place at, NocAsyncWriteMulticastOp call) {
  auto area = call.getNocAddress().getDefiningOp<GetNocMulticastAddrOp>();
  FailureOr<SmallVector<size_t>> reached = receivers(at, area, call.getReceivers());
  if (failed(reached) || failed(checkSource(at, call)))
    return failure();
  FailureOr<int64_t> bytes = number(at, call.getBytes());
  if (failed(bytes))
    return failure();
  L1Address target = findL1Address(area.getL1Address());
  Value cb = target.cb();
  int64_t capacity = capacityOf(cb), page = pageBytes(cb);
  int64_t first = cores[at.core].buffers[idOf(cb)].count.pushed + target.offset->smallest / page;
  int64_t end = (target.offset->smallest % page + *bytes + page - 1) / page;
  Event sent = event(at);
  for (size_t number : *reached) {
    Buffer &buffer = cores[number].buffers[idOf(cb)];
    // Where the pages are among the receiver's: circular buffers are alike on all cores.
    int64_t ahead = ((first - buffer.count.pushed) % capacity + capacity) % capacity;
    bool isReserved = buffer.reservedPages > 0 && buffer.reserve.isHeardOf(clock(at));
    bool isAligned = ahead + end <= buffer.reservedPages;
    if (!isReserved || !isAligned) {
      InFlightDiagnostic diagnostic =
          call.emitError() << "multicasts into '" << cbName(cb) << "' of core "
                           << cores[number].position.text()
                           << (!isReserved ? ", which may not have reserved the pages yet"
                                           : ", whose next pages are at another address");
      diagnostic.attachNote(cb.getLoc()) << "the circular buffer is declared here";
      return diagnostic;
    }
    buffer.arrivals.push_back({sent, *bytes});
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Semaphores
//===----------------------------------------------------------------------===//

/// Checks that a signal comes when its semaphore can take it: it was set back, the wait for earlier
/// ones has seen them, and it does not stand for another one as well.
LogicalResult Grid::checkSignal(Place at, const Core &receiver, tt::SemaphoreOp declared,
                                const Semaphore &semaphore) {
  Operation *call = walker(at).next();
  auto fail = [&](const Twine &what, Operation *other, const Twine &note) {
    InFlightDiagnostic diagnostic = call->emitError()
                                    << "raises '" << declared.getSemaphoreName() << "' of core "
                                    << receiver.position.text() << ", which " << what;
    diagnostic.attachNote(other->getLoc()) << note;
    return failure();
  };
  if (!semaphore.set.isHeardOf(clock(at)))
    return fail("may set it only afterwards and lose the signal", semaphore.set.call,
                "it is set here");
  if (!semaphore.wait.isHeardOf(clock(at)))
    return fail("may still be waiting for an earlier signal and miss it", semaphore.wait.call,
                "the wait is here");
  for (const Event &signal : semaphore.signals)
    if (isa<NocSemaphoreSetMulticastOp>(call) || isa<NocSemaphoreSetMulticastOp>(signal.call))
      return fail("has not waited for the signal before it; one of the two is lost", signal.call,
                  "that signal is from here");
  return success();
}

/// The semaphore of another core that the next call raises.
FailureOr<Semaphore *> Grid::signal(Place at, size_t receiver, Value nocAddress) {
  tt::SemaphoreOp declared = findSemaphore(localAddressOf(nocAddress));
  Semaphore &semaphore = cores[receiver].semaphores[declared.getId()];
  if (failed(checkSignal(at, cores[receiver], declared, semaphore)))
    return failure();
  semaphore.signals.push_back(event(at));
  semaphore.known.hear(clock(at));
  list(receiver);
  return &semaphore;
}

LogicalResult Grid::increment(Place at, NocSemaphoreIncOp call) {
  auto address = call.getNocAddress().getDefiningOp<GetCoreNocAddrOp>();
  FailureOr<Position> to = position(at, address.getX(), address.getY());
  FailureOr<int64_t> added = number(at, call.getIncrement());
  if (failed(to) || failed(added))
    return failure();
  FailureOr<size_t> receiver = coreAt(call, *to);
  if (failed(receiver))
    return failure();
  FailureOr<Semaphore *> semaphore = signal(at, *receiver, call.getNocAddress());
  if (failed(semaphore))
    return failure();
  (*semaphore)->value += *added;
  return success();
}

LogicalResult Grid::setOthers(Place at, NocSemaphoreSetMulticastOp call) {
  auto area = call.getNocAddress().getDefiningOp<GetNocMulticastAddrOp>();
  FailureOr<SmallVector<size_t>> reached = receivers(at, area, call.getReceivers());
  if (failed(reached))
    return failure();
  Semaphore &own = cores[at.core].semaphores[findSemaphore(call.getL1Address()).getId()];
  own.multicast = call;
  for (size_t receiver : *reached) {
    FailureOr<Semaphore *> semaphore = signal(at, receiver, call.getNocAddress());
    if (failed(semaphore))
      return failure();
    (*semaphore)->value = own.value;
  }
  return success();
}

FailureOr<bool> Grid::wait(Place at, NocSemaphoreWaitOp call) {
  tt::SemaphoreOp declared = findSemaphore(call.getL1Address());
  Semaphore &semaphore = cores[at.core].semaphores[declared.getId()];
  if (semaphore.wait.call) {
    InFlightDiagnostic diagnostic = call.emitError()
                                    << "waits for '" << declared.getSemaphoreName() << "' of core "
                                    << cores[at.core].position.text()
                                    << " again, and what the last wait saw is still there";
    diagnostic.attachNote(semaphore.wait.call->getLoc())
        << "noc_semaphore_set is missing after this wait";
    return failure();
  }
  FailureOr<int64_t> wanted = number(at, call.getValue());
  if (failed(wanted))
    return failure();
  if (semaphore.value != *wanted)
    return false;
  clock(at).hear(semaphore.known);
  semaphore.signals.clear();
  semaphore.wait = event(at);
  return true;
}

LogicalResult Grid::set(Place at, NocSemaphoreSetOp call) {
  tt::SemaphoreOp declared = findSemaphore(call.getL1Address());
  Semaphore &semaphore = cores[at.core].semaphores[declared.getId()];
  auto fail = [&](const Twine &what, Operation *other, const Twine &note) {
    InFlightDiagnostic diagnostic = call.emitError()
                                    << "sets '" << declared.getSemaphoreName() << "' of core "
                                    << cores[at.core].position.text() << what;
    diagnostic.attachNote(other->getLoc()) << note;
    return failure();
  };
  for (const Event &signal : semaphore.signals)
    if (!signal.isHeardOf(clock(at)))
      return fail(" and loses a signal of another core that no wait has seen", signal.call,
                  "the signal is from here");
  if (semaphore.multicast)
    return fail(" before the multicast of its value has left L1", semaphore.multicast,
                "the multicast is here");
  FailureOr<int64_t> value = number(at, call.getValue());
  if (failed(value))
    return failure();
  semaphore.value = *value;
  semaphore.signals.clear();
  semaphore.wait = {};
  semaphore.set = event(at);
  return success();
}

//===----------------------------------------------------------------------===//
// All calls
//===----------------------------------------------------------------------===//

/// Makes the kernel's next call; false if it has to wait.
FailureOr<bool> Grid::step(Place at) {
  Core &core = cores[at.core];
  Operation *call = walker(at).next();
  auto done = [](LogicalResult result) -> FailureOr<bool> {
    return failed(result) ? FailureOr<bool>(failure()) : FailureOr<bool>(true);
  };
  if (std::optional<int64_t> filled = filledBuffer(call)) {
    // How much of it is the sender's own affair.
    Buffer &buffer = core.buffers[*filled];
    Value address = isa<StoreL1Op>(call) ? cast<StoreL1Op>(call).getAddress()
                                         : call->getOperand(isa<NocAsyncReadPageOp>(call) ? 2 : 1);
    buffer.filledBytes = buffer.reservedPages * pageBytes(findPointer(address)->getOperand(0));
    return true;
  }
  if (isa<NocAsyncWritesFlushedOp, NocAsyncWriteBarrierOp>(call)) {
    for (auto &[id, semaphore] : core.semaphores)
      if (semaphore.multicast && semaphore.multicast->getParentOfType<func::FuncOp>() ==
                                     call->getParentOfType<func::FuncOp>())
        semaphore.multicast = nullptr;
    return true;
  }
  if (auto data = dyn_cast<NocAsyncWriteMulticastOp>(call))
    return done(multicast(at, data));
  if (auto semaphore = dyn_cast<NocSemaphoreWaitOp>(call))
    return wait(at, semaphore);
  if (auto semaphore = dyn_cast<NocSemaphoreSetOp>(call))
    return done(set(at, semaphore));
  if (auto semaphore = dyn_cast<NocSemaphoreIncOp>(call))
    return done(increment(at, semaphore));
  if (auto semaphore = dyn_cast<NocSemaphoreSetMulticastOp>(call))
    return done(setOthers(at, semaphore));
  return moveBuffer(at);
}
