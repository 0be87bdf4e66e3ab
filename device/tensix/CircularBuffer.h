//===- CircularBuffer.h - Circular buffers and wait lists -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_CIRCULARBUFFER_H
#define TILIUM_DEVICE_TENSIX_CIRCULARBUFFER_H

#include "core/DataFormat.h"
#include "core/Scheduler.h"
#include "metalium/include/tilium/kernel_interface.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace tilium::device {

/// Fibers asleep on one condition.
class WaitList {
public:
  void add(Fiber &fiber) { sleepers.push_back(&fiber); }
  /// Wakes all, in the order they fell asleep, not before `at`.
  void wakeAll(Cycle at) {
    // None of them runs before this returns.
    for (Fiber *fiber : sleepers)
      fiber->wake(at);
    sleepers.clear();
  }

private:
  std::vector<Fiber *> sleepers;
};

/// One circular buffer of one core: a ring of pages with one producer and one consumer.
struct CircularBuffer {
  bool configured = false;
  uint32_t offset = 0; ///< Of the memory, in L1.
  uint32_t bytes = 0;
  uint32_t pageBytes = 0;
  uint32_t pages = 0;
  DataFormat format = DataFormat::Invalid;

  uint64_t received = 0, acknowledged = 0; ///< Pages pushed and popped since the start.
  uint32_t reserved = 0, waited = 0;       ///< Pages the producer, the consumer, may touch.
  uint32_t packed = 0;                     ///< Pages packed in order since the last push.
  std::optional<tilium::Processor> producer, consumer;
  bool external = false; ///< On a buffer's memory: contents may stay at the end.
  bool shared = false;   ///< Another circular buffer has the same memory.
  /// Where pages of a buffer on a tensor's memory were first read without waiting for them, or
  /// written without reserving them: right only while no kernel pushes, or consumes, them.
  std::optional<tilium::Site> readAtOnce, writtenAtOnce;
  WaitList pushed, popped;

  /// For each page in the ring, one more than the number (since the start) of the page that was
  /// last seen to be written.
  std::vector<uint64_t> seenWritten;

  // What a compute kernel's own order of work proves where its calls do not: for each page of the
  // ring, who of unpacker and packer is done with it.
  /// The section of DST that took what the unpacker read of the page; 0 for pages not read since
  /// they were pushed, `readUnderWay` until the math processor has it.
  std::vector<uint64_t> readFor;
  static constexpr uint64_t readUnderWay = ~uint64_t{0};
  std::vector<uint64_t> pushNumber; ///< Of its producer's pushes, the one that brought the page.
  /// The number of the packer's next push after it changed the page in place: who has seen that one
  /// sees the change. 0 for pages as they were pushed.
  std::vector<uint64_t> changeSeenBy;
  uint32_t packedInPlace = 0; ///< Pages packed without reservation since the last push.
  void trackPages() {
    if (!readFor.empty())
      return;
    readFor.assign(pages, 0);
    pushNumber.assign(pages, 0);
    changeSeenBy.assign(pages, 0);
  }

  // The account.
  uint32_t highest = 0;                          ///< Most pages it ever held.
  uint64_t producerWaits = 0, consumerWaits = 0; ///< Cycles.
  uint64_t pageCycles = 0;                       ///< Pages times the cycles they were there.
  Cycle changed = 0;

  /// Before the number of pages changes at `now`.
  void account(Cycle now) {
    highest = std::max(highest, available());
    pageCycles += available() * (now - std::min(now, changed));
    changed = std::max(now, changed);
  }
  uint32_t available() const { return static_cast<uint32_t>(received - acknowledged); }
  /// More than all pages are there only in a lenient run.
  uint32_t space() const { return pages - std::min(pages, available()); }
  uint32_t writePage() const { return static_cast<uint32_t>(received % pages); }
  uint32_t readPage() const { return static_cast<uint32_t>(acknowledged % pages); }
  /// Whether a page of the ring was pushed and not popped.
  bool holds(uint32_t page) const {
    return (page + pages - readPage()) % pages < std::min(available(), pages);
  }
  uint32_t writeOffset() const { return offset + writePage() * pageBytes; }
  uint32_t readOffset() const { return offset + readPage() * pageBytes; }

  /// Whether the next `count` pages may be read at `site`. A buffer on a tensor's memory holds the
  /// tensor from the start, unless a kernel fills it.
  bool mayRead(uint32_t count, tilium::Site site) {
    if (count <= waited)
      return true;
    if (external && !producer && !readAtOnce)
      readAtOnce = site;
    return external && !producer;
  }
  /// Whether the next `count` pages may be written at `site`. On a tensor's memory nobody is in
  /// the way, unless a kernel consumes it.
  bool mayWrite(uint32_t count, tilium::Site site) {
    if (count <= reserved)
      return true;
    if (external && !consumer && !writtenAtOnce)
      writtenAtOnce = site;
    return external && !consumer;
  }
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_CIRCULARBUFFER_H
