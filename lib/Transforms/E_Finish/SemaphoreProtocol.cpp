//===- SemaphoreProtocol.cpp - Semaphores and multicasts of one kernel ----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// KernelProtocol's account of what leaves a core for others: signals go to semaphores, multicasts
// send pages that are there to where this kernel has pages itself and leave L1 before those are
// used anew, and a kernel ends when all has arrived. What cores do to each other is GridProtocol's.
//
//===----------------------------------------------------------------------===//

#include "KernelProtocol.h"

#include "tilium/Analysis/IndexRange.h"

using namespace mlir;
using namespace tilium;
using namespace tilium::metalium;

tt::SemaphoreOp tilium::findSemaphore(Value address) {
  auto get = address.getDefiningOp<GetSemaphoreOp>();
  return get ? get.getSemaphore().getDefiningOp<tt::SemaphoreOp>() : tt::SemaphoreOp();
}

Value tilium::localAddressOf(Value nocAddress) {
  if (auto core = nocAddress.getDefiningOp<GetCoreNocAddrOp>())
    return core.getL1Address();
  if (auto rectangle = nocAddress.getDefiningOp<GetNocMulticastAddrOp>())
    return rectangle.getL1Address();
  return {};
}

/// Checks that `op` works on a semaphore.
void KernelProtocol::checkSemaphoreAt(Operation *op, Value address) {
  if (!address || !findSemaphore(address))
    report(op, "works on an address that is no semaphore's; get_semaphore gives one",
           address ? address.getDefiningOp() : nullptr, "the address is from here");
}

void KernelProtocol::visitSemaphore(Operation *op, ProtocolState &state) {
  if (isa<NocAsyncAtomicBarrierOp>(op)) {
    state.unacknowledgedIncrement = nullptr;
  } else if (isa<NocSemaphoreSetOp, NocSemaphoreWaitOp>(op)) {
    checkSemaphoreAt(op, op->getOperand(0));
  } else if (auto increment = dyn_cast<NocSemaphoreIncOp>(op)) {
    if (increment.getNocAddress().getDefiningOp<GetNocMulticastAddrOp>())
      report(op, "adds to a semaphore of several cores at once; noc_semaphore_inc goes to one",
             increment.getNocAddress().getDefiningOp(), "the address is from here");
    checkSemaphoreAt(op, localAddressOf(increment.getNocAddress()));
    state.unacknowledgedIncrement = op;
  } else if (auto multicast = dyn_cast<NocSemaphoreSetMulticastOp>(op)) {
    if (!multicast.getNocAddress().getDefiningOp<GetNocMulticastAddrOp>())
      report(op, "multicasts to an address that get_noc_multicast_addr does not give",
             multicast.getNocAddress().getDefiningOp(), "the address is from here");
    checkSemaphoreAt(op, multicast.getL1Address());
    checkSemaphoreAt(op, localAddressOf(multicast.getNocAddress()));
    state.unacknowledgedWrite = op;
  } else if (auto multicast = dyn_cast<NocAsyncWriteMulticastOp>(op)) {
    checkMulticast(multicast, state);
  }
}

/// Checks that a multicast takes pages that this kernel has and that are filled, and puts them
/// where it has reserved pages itself: those of the receivers are at the same address.
void KernelProtocol::checkMulticast(NocAsyncWriteMulticastOp multicast, ProtocolState &state) {
  std::optional<IndexRange> bytes = getIndexRange(multicast.getBytes());
  state.unacknowledgedWrite = multicast;
  L1Address source = findL1Address(multicast.getL1Address());
  if (!source.pointer) {
    report(multicast, "multicasts from an address that is in no circular buffer",
           multicast.getL1Address().getDefiningOp(), "the address is from here");
    return;
  }
  if (!bytes || bytes->smallest <= 0) {
    report(multicast, "multicasts a number of bytes that may not be positive",
           multicast.getBytes().getDefiningOp(), "the number is from here");
    return;
  }
  CBState &sent = state.cbs[idOf(source.cb())];
  bool isReserved = isa<GetWritePtrOp>(source.pointer);
  const auto &valid = isReserved ? sent.writePointers : sent.readPointers;
  int64_t pages = isReserved ? sent.reserved : sent.waited;
  if (!valid.contains(source.pointer))
    report(multicast,
           "multicasts from an address of '" + cbName(source.cb()) +
               "' from before its pages were " + (isReserved ? "pushed" : "popped"),
           source.pointer, "the address is from here");
  else if (!source.isWithin(bytes->largest, pages))
    report(multicast,
           "multicasts from beyond the " + Twine(pages) + " pages of '" + cbName(source.cb()) +
               "' that the kernel has",
           isReserved ? sent.reserve : sent.wait, "it got them here");
  if (sent.pendingRead)
    report(multicast,
           "multicasts '" + cbName(source.cb()) + "' before the barrier of a read into it",
           sent.pendingRead, "the read is here");
  (isReserved ? sent.pendingMulticast : sent.pendingWrite) = multicast;
  if (!followsContents)
    checkMulticastTarget(multicast, *bytes, state);
  else if (!isReserved)
    sent.used = true;
}

void KernelProtocol::checkMulticastTarget(NocAsyncWriteMulticastOp multicast, IndexRange bytes,
                                          ProtocolState &state) {
  auto rectangle = multicast.getNocAddress().getDefiningOp<GetNocMulticastAddrOp>();
  L1Address target = rectangle ? findL1Address(rectangle.getL1Address()) : L1Address();
  if (!target.pointer || !isa<GetWritePtrOp>(target.pointer)) {
    report(multicast, "multicasts to an address that is not where a circular buffer is written",
           rectangle ? rectangle.getL1Address().getDefiningOp()
                     : multicast.getNocAddress().getDefiningOp(),
           "the address is from here");
    return;
  }
  const CBState &buffer = state.cbs[idOf(target.cb())];
  if (!buffer.writePointers.contains(target.pointer))
    report(multicast,
           "multicasts to an address of '" + cbName(target.cb()) +
               "' from before its pages were pushed",
           target.pointer, "the address is from here");
  else if (!target.isWithin(bytes.largest, buffer.reserved))
    report(multicast,
           "multicasts beyond the " + Twine(buffer.reserved) + " pages of '" + cbName(target.cb()) +
               "' that were reserved",
           buffer.reserve, "the last reserve is here");
}

/// A kernel that waits for a signal has its reserved pages filled, where other cores multicast into
/// their circular buffers. Whether they did is GridProtocol's.
void KernelProtocol::fillFromOtherCores(ProtocolState &state) {
  if (!multicastInto) {
    multicastInto.emplace();
    kernel.walk([&](NocAsyncWriteMulticastOp multicast) {
      Value address = localAddressOf(multicast.getNocAddress());
      if (Operation *pointer = address ? findPointer(address) : nullptr)
        multicastInto->insert(idOf(pointer->getOperand(0)));
    });
  }
  for (int64_t id : *multicastInto)
    state.cbs[id].filled |= state.cbs[id].reserved != 0;
}
