//===- DataMovement.cpp - The NoC and semaphore calls ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A read's destination holds poison from its issue until its data arrives. A write's source is
// copied when it departs; if the kernel changed it since the call, that is an error.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <cstring>

namespace tilium::device {

using tilium::Site;

bool checkNoReadUnderWay(ProcessorState &self, uint32_t offset, uint32_t bytes, const char *what,
                         Site site) {
  for (const ProcessorState *processor : self.core.processors)
    for (const OutstandingRead &read : processor->reads)
      if (read.offset < offset + bytes && offset < read.offset + read.bytes) {
        self.violate(Rule::ReadBeforeBarrier,
                     std::string(what) + " uses local memory that a NoC read of '" +
                         processor->kernelName + "' still fills; call noc_async_read_barrier first",
                     site);
        return false;
      }
  return true;
}

namespace {

std::string senderOf(const ArrivingWrites::Write &write) {
  Coordinate core = write.sender->core.logical;
  return "'" + write.sender->kernelName + "' on core (" + std::to_string(core.x) + "," +
         std::to_string(core.y) + ")";
}

} // namespace

bool checkNoWriteArrives(ProcessorState &self, uint32_t offset, uint32_t bytes, const char *what,
                         Site site) {
  const ArrivingWrites::Write *write =
      self.machine.arriving.find({false, self.core.index}, offset, bytes);
  if (!write)
    return true;
  self.violate(Rule::DataRace,
               std::string(what) + " uses local memory that a NoC write of " + senderOf(*write) +
                   " is still on its way to, and nothing orders the two: wait for a semaphore "
                   "that the sender raises behind its data",
               site);
  return false;
}

namespace {

/// A NoC read takes its data while a write changes it. Few bytes of L1 may be flags that are
/// polled from afar.
void checkSource(const ProcessorState &self, NocTarget from, uint32_t bytes, Site site) {
  constexpr uint32_t polledBytes = 64;
  if (!from.endpoint.dram && bytes <= polledBytes)
    return;
  if (const ArrivingWrites::Write *write =
          self.machine.arriving.find(from.endpoint, from.offset, bytes))
    self.violate(Rule::DataRace,
                 "a NoC read takes data that a NoC write of " + senderOf(*write) +
                     " is still on its way to, and nothing orders the two: the writer has to wait "
                     "for noc_async_write_barrier before it lets others read",
                 site);
}

std::string hex(uint64_t value) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

ProcessorState &dataMover(Site site) {
  ProcessorState &self = currentProcessor();
  if (self.kind != tilium::Processor::Brisc && self.kind != tilium::Processor::Ncrisc)
    self.fail(Rule::WrongProcessor, "a compute kernel cannot use the NoC", site);
  return self;
}

/// The offset of a local address that `bytes` fit behind.
uint32_t localOffset(ProcessorState &self, uint32_t address, uint32_t bytes, bool written,
                     Site site) {
  if (!self.machine.l1.belongsTo(address, self.core.index))
    self.fail(Rule::L1Overrun, "local address " + hex(address) + " is not in this core's L1", site);
  uint32_t offset = LocalMemory::offset(address);
  if (uint64_t{offset} + bytes > self.machine.architecture.l1Bytes)
    self.fail(Rule::L1Overrun,
              std::to_string(bytes) + " bytes at local offset " + hex(offset) +
                  " run over the end of L1 (" + std::to_string(self.machine.architecture.l1Bytes) +
                  " bytes)",
              site);
  if (written && offset < self.machine.semaphoreBase())
    self.fail(Rule::L1Overrun,
              "local offset " + hex(offset) + " belongs to the firmware (programs start at " +
                  hex(self.machine.architecture.l1UnreservedBase) + ")",
              site);
  return offset;
}

/// Whether [offset, offset + bytes) is reserved in a buffer other than `index`, which shares its
/// memory.
bool isReservedElsewhere(const Core &core, uint32_t index, uint32_t offset, uint32_t bytes) {
  for (uint32_t other = 0; other < core.buffers.size(); ++other) {
    const CircularBuffer &buffer = core.buffers[other];
    if (other == index || !buffer.configured || buffer.offset != core.buffers[index].offset)
      continue;
    uint32_t begin = buffer.writeOffset(), end = begin + buffer.reserved * buffer.pageBytes;
    if (begin <= offset && offset + bytes <= end)
      return true;
  }
  return false;
}

/// A NoC read fills pages of a circular buffer whose producer this is: they must be reserved, or
/// free, and reserved by way of another buffer on the same memory.
void checkReserved(ProcessorState &self, uint32_t offset, uint32_t bytes, Site site) {
  for (uint32_t index = 0; index < self.core.buffers.size(); ++index) {
    const CircularBuffer &buffer = self.core.buffers[index];
    if (!buffer.configured || buffer.producer != self.kind ||
        offset >= buffer.offset + buffer.bytes || offset + bytes <= buffer.offset ||
        buffer.received == 0)
      continue;
    uint32_t first = (std::max(offset, buffer.offset) - buffer.offset) / buffer.pageBytes;
    uint32_t last = (std::min(offset + bytes, buffer.offset + buffer.bytes) - buffer.offset - 1) /
                    buffer.pageBytes;
    for (uint32_t page = first; page <= last; ++page)
      if ((page + buffer.pages - buffer.writePage()) % buffer.pages >= buffer.reserved &&
          (buffer.holds(page) || !isReservedElsewhere(self.core, index, offset, bytes)))
        return self.violate(Rule::CbOverflow,
                            "a NoC read fills page " + std::to_string(page) +
                                " of circular buffer " + std::to_string(index) +
                                ", which is not reserved: the consumer may still need it; call "
                                "cb_reserve_back first",
                            site);
  }
}

NocTarget remote(ProcessorState &self, uint64_t address, uint32_t bytes, bool written, Site site) {
  std::optional<NocTarget> target = self.machine.network.decode(address);
  if (!target)
    self.fail(Rule::NocAddress,
              "NoC address " + hex(address) + " names (" + std::to_string((address >> 36) & 63) +
                  "," + std::to_string((address >> 42) & 63) +
                  "), where there is neither a core nor a DRAM bank",
              site);
  const Architecture &architecture = self.machine.architecture;
  if (target->endpoint.dram) {
    if (!self.machine.dramAllocator.covers(target->offset, bytes))
      self.fail(Rule::NocAddress,
                std::to_string(bytes) + " bytes at offset " + hex(target->offset) +
                    " of DRAM bank " + std::to_string(target->endpoint.index) +
                    " are not inside a buffer; a page index may be out of range",
                site);
    return *target;
  }
  target->offset &= l1OffsetMask;
  if (target->offset + bytes > architecture.l1Bytes)
    self.fail(Rule::L1Overrun,
              std::to_string(bytes) + " bytes at offset " + hex(target->offset) +
                  " of a core's L1 run over its end",
              site);
  if (written && target->offset < self.machine.semaphoreBase())
    self.fail(Rule::L1Overrun,
              "offset " + hex(target->offset) + " of a core's L1 belongs to its firmware", site);
  return *target;
}

std::byte *memoryOf(Machine &machine, Endpoint endpoint, uint64_t offset) {
  return endpoint.dram ? machine.dram.data(endpoint.index, offset)
                       : machine.l1.data(endpoint.index, static_cast<uint32_t>(offset));
}

void checkAlignment(ProcessorState &self, uint64_t remoteOffset, uint32_t local, uint32_t alignment,
                    const char *what, Site site) {
  if (remoteOffset % alignment == local % alignment)
    return;
  self.violate(Rule::NocAlignment,
               std::string("a NoC ") + what + " needs remote and local addresses equal modulo " +
                   std::to_string(alignment) + "; they are " + hex(remoteOffset) + " and " +
                   hex(local),
               site);
}

/// Cycles to issue all packets of one call with `address` at the other end.
Cycle issueCycles(const ProcessorState &self, uint64_t address, bool write, bool page,
                  uint32_t bytes) {
  const TimingTable &timing = self.machine.architecture.timing;
  std::optional<NocTarget> target = self.machine.network.decode(address);
  bool dram = target && target->endpoint.dram;
  Cycle issue = write ? (dram ? timing.dramWriteIssue : timing.writeIssue)
                      : (dram ? timing.dramReadIssue : timing.readIssue);
  uint32_t burst = self.machine.architecture.maximumBurstBytes;
  return (page ? timing.pageAddress : 0) + issue * std::max(1u, (bytes + burst - 1) / burst);
}

uint64_t pageAddress(bool inDram, uint32_t page, uint32_t base, uint32_t pageBytes,
                     uint32_t offset) {
  const Architecture &architecture = currentProcessor().machine.architecture;
  uint32_t banks = inDram ? architecture.dramBanks : architecture.coreCount();
  uint32_t bank = page % banks;
  uint64_t place = uint64_t{page / banks} * pageBytes + base + offset;
  if (inDram)
    return nocAddress(architecture.dramVirtual[bank].x, architecture.dramVirtual[bank].y, place);
  return nocAddress(architecture.virtualColumns[bank % architecture.gridX],
                    architecture.virtualRows[bank / architecture.gridX], place);
}

void nocRead(uint8_t noc, uint64_t source, uint32_t destination, uint32_t bytes, bool page,
             Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, issueCycles(self, source, false, page, bytes));
  NocTarget from = remote(self, source, bytes, false, site);
  uint32_t local = localOffset(self, destination, bytes, true, site);
  checkAlignment(self, from.offset, local,
                 from.endpoint.dram ? self.machine.architecture.dramReadAlignment
                                    : self.machine.architecture.l1Alignment,
                 "read", site);
  checkReserved(self, local, bytes, site);
  for (const OutstandingWrite &write : self.writes)
    if (!write.flushed && write.offset < local + bytes && local < write.offset + write.bytes) {
      self.violate(Rule::ReuseBeforeFlush,
                   "a NoC read fills memory that a NoC write still reads; call "
                   "noc_async_writes_flushed first",
                   site);
      break;
    }
  TransferTimes times = self.machine.network.read({false, self.core.index}, from.endpoint, noc,
                                                  bytes, self.fiber.now());
  Machine &machine = self.machine;
  std::byte *target = machine.l1.data(self.core.index, local);
  poison(target, bytes & ~3u);
  machine.scheduler.at(times.arrival, [&self, &machine, from, target, bytes, site] {
    checkSource(self, from, bytes, site);
    std::memcpy(target, memoryOf(machine, from.endpoint, from.offset), bytes);
  });
  self.reads.push_back({local, bytes, noc, self.readTransaction[noc], times.arrival});
  self.core.report.bytesRead += bytes;
}

/// Copies the source at its departure and stores it at its arrival.
void launchWrite(ProcessorState &self, uint32_t local, uint32_t bytes,
                 std::vector<NocTarget> targets, TransferTimes times, Site site) {
  Machine &machine = self.machine;
  const std::byte *source = machine.l1.data(self.core.index, local);
  std::vector<std::byte> spare;
  if (!machine.spareBuffers.empty()) {
    spare = std::move(machine.spareBuffers.back());
    machine.spareBuffers.pop_back();
  }
  spare.assign(source, source + bytes);
  auto data = std::make_shared<std::vector<std::byte>>(std::move(spare));
  machine.scheduler.at(times.departure, [&self, source, data, site] {
    if (std::memcmp(source, data->data(), data->size()) != 0)
      self.violate(Rule::ReuseBeforeFlush,
                   "the source of this NoC write was changed before the data had left; call "
                   "noc_async_writes_flushed before reusing it",
                   site);
  });
  for (const NocTarget &target : targets) {
    ArrivingWrites::Write write{target.offset, data, &self};
    if (const ArrivingWrites::Write *rival = machine.arriving.findRival(target.endpoint, write))
      self.violate(Rule::DataRace,
                   "a NoC write goes where another one, of " + senderOf(*rival) +
                       ", is still on its way to, with other data, and nothing orders the two",
                   site);
    machine.arriving.add(target.endpoint, write);
  }
  machine.scheduler.at(times.arrival, [&machine, data, targets = std::move(targets),
                                       at = times.arrival] {
    for (const NocTarget &target : targets) {
      machine.arriving.remove(target.endpoint, target.offset, data);
      std::memcpy(memoryOf(machine, target.endpoint, target.offset), data->data(), data->size());
      if (!target.endpoint.dram && machine.coreAt[target.endpoint.index])
        machine.coreAt[target.endpoint.index]->semaphoreChanged.wakeAll(at);
    }
    machine.spareBuffers.push_back(std::move(*data));
  });
}

void nocWrite(uint8_t noc, uint32_t source, uint64_t destination, uint32_t bytes, bool page,
              bool posted, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, issueCycles(self, destination, true, page, bytes));
  NocTarget to = remote(self, destination, bytes, true, site);
  uint32_t local = localOffset(self, source, bytes, false, site);
  uint32_t alignment = to.endpoint.dram ? self.machine.architecture.dramWriteAlignment
                                        : self.machine.architecture.l1Alignment;
  // A semaphore's word may be sent to any other one.
  if (bytes != 4)
    checkAlignment(self, to.offset, local, alignment, "write", site);
  checkNoReadUnderWay(self, local, bytes, "a NoC write", site);
  checkNoWriteArrives(self, local, bytes, "a NoC write", site);
  if (isPoison(self.machine.l1.data(self.core.index, local), bytes & ~3u))
    self.violate(Rule::UninitialisedRead,
                 "a NoC write of " + std::to_string(bytes) + " bytes at local offset " +
                     hex(local) + ", which nobody wrote",
                 site);
  TransferTimes times = self.machine.network.write({false, self.core.index}, to.endpoint, noc,
                                                   bytes, self.fiber.now());
  launchWrite(self, local, bytes, {to}, times, site);
  self.writes.push_back({local, bytes, noc, self.writeTransaction[noc], posted, false,
                         times.departure, times.acknowledgement});
  self.core.report.bytesWritten += bytes;
}

std::vector<NocTarget> multicastTargets(ProcessorState &self, uint64_t address, uint32_t bytes,
                                        uint32_t receivers, bool loopback, Site site) {
  uint32_t endX = (address >> 36) & 63, endY = (address >> 42) & 63;
  uint32_t startX = (address >> 48) & 63, startY = (address >> 54) & 63;
  std::vector<NocTarget> targets;
  // NoC 1 rectangles run from their greatest corner to their least.
  for (uint32_t y = std::min(startY, endY); y <= std::max(startY, endY); ++y)
    for (uint32_t x = std::min(startX, endX); x <= std::max(startX, endX); ++x) {
      std::optional<Endpoint> end = self.machine.network.endpointAt(x, y);
      if (!end || end->dram || (!loopback && end->index == self.core.index))
        continue;
      NocTarget target =
          remote(self, nocAddress(x, y, address & 0xFFFFFFFFFull), bytes, true, site);
      targets.push_back(target);
    }
  if (targets.size() != receivers)
    self.fail(Rule::NocAddress,
              "a multicast to " + std::to_string(receivers) + " receivers, but the rectangle (" +
                  std::to_string(startX) + "," + std::to_string(startY) + ")-(" +
                  std::to_string(endX) + "," + std::to_string(endY) + ") has " +
                  std::to_string(targets.size()) + (loopback ? "" : " without the sender"),
              site);
  return targets;
}

void nocMulticast(uint8_t noc, uint32_t source, uint64_t destination, uint32_t bytes,
                  uint32_t receivers, bool loopback, bool linked, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, issueCycles(self, destination, true, false, bytes));
  uint32_t local = localOffset(self, source, bytes, false, site);
  std::vector<NocTarget> targets =
      multicastTargets(self, destination, bytes, receivers, loopback, site);
  if (bytes != 4)
    checkAlignment(self, destination & 0xFFFFFFFFFull, local, self.machine.architecture.l1Alignment,
                   "multicast", site);
  checkNoReadUnderWay(self, local, bytes, "a NoC multicast", site);
  checkNoWriteArrives(self, local, bytes, "a NoC multicast", site);
  std::vector<Endpoint> ends;
  for (const NocTarget &target : targets)
    ends.push_back(target.endpoint);
  TransferTimes times = self.machine.network.multicast(
      {false, self.core.index}, ends, noc, bytes, self.fiber.now(), {self.linkOpen[noc], linked});
  self.linkOpen[noc] = linked;
  launchWrite(self, local, bytes, targets, times, site);
  self.writes.push_back({local, bytes, noc, self.writeTransaction[noc], false, false,
                         times.departure, times.acknowledgement});
  self.core.report.bytesWritten += bytes;
}

void nocInlineWrite(uint8_t noc, uint64_t destination, uint32_t value, Site site) {
  ProcessorState &self = dataMover(site);
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.writeIssue);
  NocTarget to = remote(self, destination, 4, true, site);
  TransferTimes times =
      self.machine.network.write({false, self.core.index}, to.endpoint, noc, 4, self.fiber.now());
  Machine &machine = self.machine;
  machine.scheduler.at(times.arrival, [&machine, to, value, at = times.arrival] {
    std::memcpy(memoryOf(machine, to.endpoint, to.offset), &value, 4);
    if (!to.endpoint.dram && machine.coreAt[to.endpoint.index])
      machine.coreAt[to.endpoint.index]->semaphoreChanged.wakeAll(at);
  });
  self.writes.push_back({0, 0, noc, 0, false, false, times.departure, times.acknowledgement});
}

/// Whose transfers a barrier waits for.
struct Awaited {
  uint8_t noc;
  std::optional<uint32_t> transaction; ///< Of all ids if there is none.
  template <typename Transfer>
  bool operator()(const Transfer &transfer) const {
    return transfer.noc == noc && (!transaction || transfer.transaction == *transaction);
  }
};

void readBarrier(ProcessorState &self, Awaited awaited) {
  Cycle last = 0;
  for (const OutstandingRead &read : self.reads)
    if (awaited(read))
      last = std::max(last, read.arrival);
  self.passUntil(last, WaitCause::ReadBarrier);
  self.fiber.synchronise();
  std::erase_if(self.reads, awaited);
}

/// Waits until writes have left, or, if they are not posted and not only to be flushed, have
/// arrived: nobody acknowledges posted ones.
void writeBarrier(ProcessorState &self, Awaited awaited, bool posted, bool flushOnly) {
  auto isMeant = [&](const OutstandingWrite &write) {
    return awaited(write) && write.posted == posted;
  };
  Cycle last = 0;
  for (const OutstandingWrite &write : self.writes)
    if (isMeant(write))
      last = std::max(last, flushOnly ? write.departure : write.acknowledgement);
  self.passUntil(last, WaitCause::WriteBarrier);
  self.fiber.synchronise();
  for (OutstandingWrite &write : self.writes)
    if (isMeant(write))
      write.flushed = true;
  std::erase_if(self.writes, [&](const OutstandingWrite &write) {
    return isMeant(write) && (posted || !flushOnly || write.acknowledgement <= self.fiber.now());
  });
}

void waitFor(ProcessorState &self, tilium::Barrier barrier, Awaited awaited) {
  bool all = barrier == tilium::Barrier::Full;
  if (all || barrier == tilium::Barrier::Read)
    readBarrier(self, awaited);
  if (all || barrier == tilium::Barrier::Write || barrier == tilium::Barrier::WritesFlushed)
    writeBarrier(self, awaited, false, barrier == tilium::Barrier::WritesFlushed);
  if (all || barrier == tilium::Barrier::PostedWritesFlushed)
    writeBarrier(self, awaited, true, true);
  if (all || barrier == tilium::Barrier::Atomic)
    self.passUntil(self.atomicsDone[awaited.noc], WaitCause::WriteBarrier);
}

void nocBarrier(uint8_t noc, tilium::Barrier barrier, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  waitFor(self, barrier, {noc, std::nullopt});
}

void checkTransaction(const ProcessorState &self, uint32_t id, Site site) {
  constexpr uint32_t transactionIds = 16;
  if (id >= transactionIds)
    self.fail(Rule::ArgumentRange,
              "transaction id " + std::to_string(id) + " does not exist; they are 0 to " +
                  std::to_string(transactionIds - 1),
              site);
}

void nocTransaction(uint8_t noc, bool write, uint32_t id, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  checkTransaction(self, id, site);
  (write ? self.writeTransaction : self.readTransaction)[noc] = static_cast<uint8_t>(id);
}

void nocTransactionBarrier(uint8_t noc, tilium::Barrier barrier, uint32_t id, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  checkTransaction(self, id, site);
  waitFor(self, barrier, {noc, id});
}

uint32_t semaphoreAddress(uint32_t id) {
  ProcessorState &self = currentProcessor();
  if (id >= self.core.semaphoreDefined.size())
    self.fail(Rule::SemaphoreMisuse,
              "semaphore " + std::to_string(id) + " does not exist; a core has " +
                  std::to_string(self.core.semaphoreDefined.size()),
              self.site);
  if (!self.core.semaphoreDefined[id])
    self.violate(Rule::SemaphoreMisuse,
                 "semaphore " + std::to_string(id) +
                     " is not created on this core; call CreateSemaphore for it",
                 self.site);
  return self.machine.l1.address(self.core.index, self.machine.semaphoreBase() +
                                                      id * self.machine.architecture.l1Alignment);
}

void semaphoreIncrement(uint8_t noc, uint64_t destination, uint32_t by, Site site) {
  ProcessorState &self = dataMover(site);
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.writeIssue);
  NocTarget to = remote(self, destination, 4, true, site);
  if (to.endpoint.dram || to.offset % 4 != 0)
    self.fail(Rule::SemaphoreMisuse, "a semaphore must be an aligned word in L1", site);
  TransferTimes times =
      self.machine.network.write({false, self.core.index}, to.endpoint, noc, 4, self.fiber.now());
  Machine &machine = self.machine;
  machine.scheduler.at(times.arrival, [&machine, to, by, at = times.arrival] {
    std::byte *word = memoryOf(machine, to.endpoint, to.offset);
    uint32_t value;
    std::memcpy(&value, word, 4);
    value += by;
    std::memcpy(word, &value, 4);
    if (machine.coreAt[to.endpoint.index])
      machine.coreAt[to.endpoint.index]->semaphoreChanged.wakeAll(at);
  });
  self.atomicsDone[noc] = std::max(self.atomicsDone[noc], times.acknowledgement);
}

/// A semaphore of this core as the device sees it: kernels may give its offset.
volatile uint32_t *localSemaphore(ProcessorState &self, const volatile uint32_t *semaphore,
                                  bool written, Site site) {
  auto address = static_cast<uint32_t>(reinterpret_cast<uintptr_t>(semaphore));
  uint32_t offset = localOffset(self, address, 4, written, site);
  return reinterpret_cast<uint32_t *>(self.machine.l1.data(self.core.index, offset));
}

void semaphoreWait(const volatile uint32_t *semaphore, uint32_t value, bool minimum, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  const volatile uint32_t *word = localSemaphore(self, semaphore, false, site);
  self.waitUntil(
      self.core.semaphoreChanged, WaitCause::Semaphore,
      [&] { return minimum ? *word >= value : *word == value; },
      [&] {
        return "a semaphore at offset " +
               hex(LocalMemory::offset(static_cast<uint32_t>(reinterpret_cast<uintptr_t>(word)))) +
               " to reach " + std::to_string(value) + " (it is " + std::to_string(*word) + ")";
      });
}

void semaphoreSet(volatile uint32_t *semaphore, uint32_t value, Site site) {
  ProcessorState &self = dataMover(site);
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  volatile uint32_t *word = localSemaphore(self, semaphore, true, site);
  if (value > INT32_MAX)
    self.violate(Rule::SemaphoreMisuse,
                 "a semaphore is set to " + std::to_string(static_cast<int32_t>(value)) +
                     "; semaphores count from 0",
                 site);
  *word = value;
  self.core.semaphoreChanged.wakeAll(self.fiber.now());
}

} // namespace

void interface::addDataMovement(tilium::KernelInterface &table) {
  table.pageAddress = pageAddress;
  table.nocRead = nocRead;
  table.nocWrite = nocWrite;
  table.nocMulticast = nocMulticast;
  table.nocInlineWrite = nocInlineWrite;
  table.nocBarrier = nocBarrier;
  table.nocTransaction = nocTransaction;
  table.nocTransactionBarrier = nocTransactionBarrier;
  table.semaphoreAddress = semaphoreAddress;
  table.semaphoreIncrement = semaphoreIncrement;
  table.semaphoreWait = semaphoreWait;
  table.semaphoreSet = semaphoreSet;
}

} // namespace tilium::device
