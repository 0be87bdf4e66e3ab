//===- PointerAccess.cpp - What kernels do through pointers ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels are compiled so that they tell of each access that may be to L1. An access takes place at
// the time of the kernel's last call, whose line stands for it.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <algorithm>

namespace tilium::device {
namespace {

using tilium::Access;

struct Range {
  uint32_t offset, bytes;
};

/// Memory of a circular buffer that nobody has written in this run. Of a part of a word, the whole
/// word must be untouched: numbers of 16 bits may look like half of the poison.
void checkWritten(const ProcessorState &self, Range range) {
  // The packer of a run without values writes one word of a page.
  if (self.machine.options.timingOnly)
    return;
  uint32_t begin = range.offset & ~3u, end = (range.offset + range.bytes + 3) & ~3u;
  if (isPoison(self.machine.l1.data(self.core.index, begin), end - begin))
    self.violate(Rule::UninitialisedRead,
                 "a read through a pointer, after this line, of " + std::to_string(range.bytes) +
                     " bytes at local offset " + std::to_string(range.offset) +
                     ", which nobody wrote",
                 self.site);
}

/// A volatile read may be one of many that wait for what is on its way: then the word is read again
/// once it is there. If it never is, the kernel took what it saw. Returns whether the word is
/// settled.
bool noteVolatileRead(ProcessorState &self, Range range) {
  constexpr size_t enough = 16;
  const ArrivingWrites::Write *write =
      self.machine.arriving.find({false, self.core.index}, range.offset, range.bytes);
  auto same = [&](const DoubtfulRead &read) {
    return read.offset < range.offset + range.bytes && range.offset < read.offset + read.bytes;
  };
  auto known = std::find_if(self.doubtful.begin(), self.doubtful.end(), same);
  if (!write)
    std::erase_if(self.doubtful, same);
  else if (known == self.doubtful.end() && self.doubtful.size() < enough)
    self.doubtful.push_back({range.offset, range.bytes, write->sender, self.site});
  return !write;
}

void checkAccess(ProcessorState &self, Range range, Access access) {
  if (access == Access::Write)
    ++self.machine.calls;
  const char *what = access == Access::Write ? "a write through a pointer, after this line,"
                                             : "a read through a pointer, after this line,";
  if (access == Access::VolatileRead) {
    self.notePolling(range.offset);
    if (checkNoReadUnderWay(self, range.offset, range.bytes, what, self.site) &&
        noteVolatileRead(self, range))
      checkWritten(self, range);
    return;
  }
  if (checkNoReadUnderWay(self, range.offset, range.bytes, what, self.site) &&
      checkNoWriteArrives(self, range.offset, range.bytes, what, self.site) &&
      access == Access::Read)
    checkWritten(self, range);
}

/// The kernel's code does not expect exceptions where it uses memory. What a check throws, or a
/// fiber that ends while its kernel polls, is kept, and the kernel left as after a crash.
void access(uintptr_t address, uint64_t bytes, Access kind) {
  ProcessorState &self = currentProcessor();
  auto place = static_cast<uint32_t>(address);
  // What runs over the end of L1 crashes, and is reported as that.
  if (!self.machine.l1.belongsTo(place, self.core.index) ||
      LocalMemory::offset(place) + bytes > self.machine.architecture.l1Bytes)
    return;
  try {
    checkAccess(self, {LocalMemory::offset(place), static_cast<uint32_t>(bytes)}, kind);
  } catch (...) {
    self.thrown = std::current_exception();
  }
  if (self.thrown)
    siglongjmp(self.landing, 1);
}

} // namespace

void ProcessorState::notePolling(uint32_t offset) {
  if (polledAt != fiber.now())
    std::fill(std::begin(polled), std::end(polled), ~0u);
  if (std::find(std::begin(polled), std::end(polled), offset) == std::end(polled)) {
    polled[nextPolled++ % std::size(polled)] = offset;
  } else {
    constexpr uint64_t patience = 1 << 20; // Who gives up in the end does so before.
    vainPolls = progressSeen == machine.progress() ? vainPolls + 1 : 0;
    progressSeen = machine.progress();
    if (vainPolls >= patience && !machine.canProgress())
      fail(Rule::Deadlock,
           "the kernel polls a word at local offset " + std::to_string(offset) +
               " through a pointer, after this line, and nothing is under way that could change it",
           site);
    FaultGuard::enter(&landing, &fault);
    spend(machine.architecture.timing.semaphoreOperation);
  }
  polledAt = fiber.now();
}

bool Machine::canProgress() const {
  if (scheduler.hasActions())
    return true;
  return std::any_of(processors.begin(), processors.end(), [&](const auto &processor) {
    bool waits = processor->fiber.finished() || processor->fiber.sleeping();
    return !waits && (processor->vainPolls == 0 || processor->progressSeen != progress());
  });
}

void ProcessorState::checkNoDoubts() {
  for (const DoubtfulRead &read : doubtful)
    violate(Rule::DataRace,
            "a read through a volatile pointer, after this line, of " + std::to_string(read.bytes) +
                " bytes at local offset " + std::to_string(read.offset) + " met a NoC write of '" +
                read.sender->kernelName +
                "' on its way there, and the word was never read again: wait for a semaphore that "
                "the sender raises behind its data",
            read.site);
}

void interface::addPointers(tilium::KernelInterface &table) { table.access = access; }

} // namespace tilium::device
