//===- CircularBuffer.cpp - The circular buffer calls ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tensix/CircularBuffer.h"

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <cstring>

namespace tilium::device {

using tilium::Site;

CircularBuffer &bufferOf(ProcessorState &self, uint32_t cb, Site site) {
  if (cb >= self.core.buffers.size() || !self.core.buffers[cb].configured)
    self.fail(Rule::CbUnknown,
              "circular buffer " + std::to_string(cb) + " is not configured on this core", site);
  return self.core.buffers[cb];
}

namespace {

std::string pagesOf(uint32_t cb, uint32_t pages) {
  return std::to_string(pages) + (pages == 1 ? " page" : " pages") + " of circular buffer " +
         std::to_string(cb);
}

/// In a compute kernel, pages are produced by the packer and consumed by the unpacker.
bool isProducer(const ProcessorState &self) {
  return self.kind != tilium::Processor::Unpack && self.kind != tilium::Processor::Math;
}
bool isConsumer(const ProcessorState &self) {
  return self.kind != tilium::Processor::Pack && self.kind != tilium::Processor::Math;
}

std::string describe(Site site) { return std::string(site.file) + ":" + std::to_string(site.line); }

CircularBuffer &produce(ProcessorState &self, uint32_t cb, Site site) {
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (!buffer.producer) {
    buffer.producer = self.kind;
    if (buffer.readAtOnce)
      self.violate(Rule::CbUnderflow,
                   "fills circular buffer " + std::to_string(cb) + ", which was read at " +
                       describe(*buffer.readAtOnce) +
                       " without waiting: what is read there is luck; call cb_wait_front there",
                   site);
  }
  if (buffer.producer != self.kind)
    self.violate(Rule::CbProducer,
                 "circular buffer " + std::to_string(cb) + " is produced by " +
                     processorName(*buffer.producer) + " already; it takes one producer",
                 site);
  return buffer;
}

CircularBuffer &consume(ProcessorState &self, uint32_t cb, Site site) {
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (!buffer.consumer) {
    buffer.consumer = self.kind;
    if (buffer.writtenAtOnce)
      self.violate(Rule::CbOverflow,
                   "consumes circular buffer " + std::to_string(cb) + ", which was written at " +
                       describe(*buffer.writtenAtOnce) +
                       " without reserving: pages that are still needed may be lost; call "
                       "cb_reserve_back there",
                   site);
  }
  if (buffer.consumer != self.kind)
    self.violate(Rule::CbConsumer,
                 "circular buffer " + std::to_string(cb) + " is consumed by " +
                     processorName(*buffer.consumer) + " already; it takes one consumer",
                 site);
  return buffer;
}

void checkFits(ProcessorState &self, uint32_t cb, uint32_t pages, const CircularBuffer &buffer,
               Rule rule, const char *verb, Site site) {
  if (pages > buffer.pages)
    self.fail(rule,
              std::string(verb) + " " + pagesOf(cb, pages) + ", which holds only " +
                  std::to_string(buffer.pages) + ": this can never succeed",
              site);
}

void checkNoWrap(ProcessorState &self, uint32_t cb, uint32_t first, uint32_t pages,
                 const CircularBuffer &buffer, const char *verb, Site site) {
  if (first + pages > buffer.pages)
    self.fail(Rule::CbWrap,
              std::string(verb) + " " + pagesOf(cb, pages) + " from page " + std::to_string(first) +
                  " of " + std::to_string(buffer.pages) +
                  ": the pages straddle the end; sizes must divide the buffer's",
              site);
}

uint32_t cost(const ProcessorState &self) {
  return self.machine.architecture.timing.circularBufferOperation;
}
Cycle signal(const ProcessorState &self) {
  return self.fiber.now() + self.machine.architecture.timing.circularBufferSignal;
}

/// Notes how many pages the buffer holds from now on.
void noteOccupancy(ProcessorState &self, uint32_t cb, CircularBuffer &buffer) {
  buffer.account(self.fiber.now());
  if (self.machine.options.trace)
    self.machine.occupancy.push_back({self.core.logical, cb, self.fiber.now(), buffer.available()});
}

/// Notes a push, so that it is known who has seen it: of the packer, whose pages kernels change in
/// place, and into memory that buffers share, which kernels wait for by way of one of them.
void notePush(ProcessorState &self, CircularBuffer &buffer, uint32_t pages) {
  if (self.kind != tilium::Processor::Pack && !buffer.shared)
    return;
  buffer.trackPages();
  uint64_t number = ++self.core.engine.pushes[static_cast<size_t>(self.kind)];
  for (uint32_t i = 0; i < pages; ++i) {
    uint32_t page = (buffer.writePage() + i) % buffer.pages;
    buffer.readFor[page] = 0;
    buffer.pushNumber[page] = number;
    buffer.changeSeenBy[page] = 0;
  }
  buffer.packedInPlace = 0;
}

/// The pushes of a buffer's producer that the unpacker knows of.
uint64_t &pushesSeen(ProcessorState &self, const CircularBuffer &buffer) {
  return self.core.engine.pushesSeen[static_cast<size_t>(*buffer.producer)];
}

/// Who has waited for a push of a processor knows of all its pushes before.
void noteWait(ProcessorState &self, const CircularBuffer &buffer, uint32_t pages) {
  if (pages == 0 || self.kind != tilium::Processor::Unpack || buffer.pushNumber.empty())
    return;
  uint32_t last = (buffer.readPage() + pages - 1) % buffer.pages;
  uint64_t &seen = pushesSeen(self, buffer);
  seen = std::max(seen, buffer.pushNumber[last]);
}

/// Whether the unpacker knows that `pages` are there though it has not waited for them: it has
/// waited for something that their producer pushed later.
bool knowsOfPages(ProcessorState &self, const CircularBuffer &buffer, uint32_t pages) {
  if (self.kind != tilium::Processor::Unpack || buffer.pushNumber.empty() ||
      pages > buffer.available())
    return false;
  uint32_t last = (buffer.readPage() + pages - 1) % buffer.pages;
  return buffer.pushNumber[last] <= pushesSeen(self, buffer);
}

void cbReserve(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  if (!isProducer(self))
    return;
  self.enter(site, cost(self));
  CircularBuffer &buffer = produce(self, cb, site);
  checkFits(self, cb, pages, buffer, Rule::CbOverflow, "reserves", site);
  Cycle before = self.fiber.now();
  self.waitUntil(
      buffer.popped, WaitCause::CbBack, [&] { return buffer.space() >= pages; },
      [&] { return "room for " + pagesOf(cb, pages); });
  buffer.producerWaits += self.fiber.now() - before;
  buffer.reserved = std::max(buffer.reserved, pages);
}

void cbPush(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  if (!isProducer(self))
    return;
  self.enter(site, cost(self));
  CircularBuffer &buffer = produce(self, cb, site);
  if (pages > buffer.reserved + buffer.packedInPlace && !buffer.mayWrite(pages, site))
    self.violate(Rule::CbOverflow,
                 "pushes " + pagesOf(cb, pages) + " with " + std::to_string(buffer.reserved) +
                     " reserved; call cb_reserve_back first",
                 site);
  checkNoWrap(self, cb, buffer.writePage(), pages, buffer, "pushes", site);
  uint32_t begin = buffer.writeOffset(), end = begin + pages * buffer.pageBytes;
  for (const OutstandingRead &read : self.reads)
    if (read.offset < end && begin < read.offset + read.bytes) {
      self.violate(
          Rule::PublishBeforeBarrier,
          "pushes " + pagesOf(cb, pages) +
              " while a NoC read into it has no barrier; call noc_async_read_barrier first",
          site);
      break;
    }
  buffer.account(self.fiber.now());
  notePush(self, buffer, pages);
  buffer.received += pages;
  // Pages of a tensor that nobody consumes are written again and again.
  if (buffer.external && !buffer.consumer && buffer.available() > buffer.pages)
    buffer.acknowledged = buffer.received - buffer.pages;
  noteOccupancy(self, cb, buffer);
  buffer.reserved -= std::min(buffer.reserved, pages);
  buffer.packed = 0;
  buffer.pushed.wakeAll(signal(self));
}

void cbWait(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  if (!isConsumer(self))
    return;
  self.enter(site, cost(self));
  CircularBuffer &buffer = consume(self, cb, site);
  checkFits(self, cb, pages, buffer, Rule::CbUnderflow, "waits for", site);
  Cycle before = self.fiber.now();
  self.waitUntil(
      buffer.pushed, WaitCause::CbFront, [&] { return buffer.available() >= pages; },
      [&] { return pagesOf(cb, pages); });
  buffer.consumerWaits += self.fiber.now() - before;
  noteWait(self, buffer, pages);
  buffer.waited = std::max(buffer.waited, pages);
}

void cbPop(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  if (!isConsumer(self))
    return;
  self.enter(site, cost(self));
  CircularBuffer &buffer = consume(self, cb, site);
  if (!knowsOfPages(self, buffer, pages) && !buffer.mayRead(pages, site))
    self.violate(Rule::CbUnderflow,
                 "pops " + pagesOf(cb, pages) + " having waited for " +
                     std::to_string(buffer.waited) + "; call cb_wait_front first",
                 site);
  // Pages of a tensor that nobody fills were there from the start.
  if (buffer.external && !buffer.producer && pages > buffer.available())
    buffer.received = buffer.acknowledged + pages;
  if (pages > buffer.available())
    self.fail(Rule::CbUnderflow,
              "pops " + pagesOf(cb, pages) + ", which holds " + std::to_string(buffer.available()) +
                  "; nothing is left to go on with",
              site);
  checkNoWrap(self, cb, buffer.readPage(), pages, buffer, "pops", site);
  uint32_t begin = buffer.readOffset(), end = begin + pages * buffer.pageBytes;
  for (const OutstandingWrite &write : self.writes)
    if (!write.flushed && write.offset < end && begin < write.offset + write.bytes) {
      self.violate(Rule::ReuseBeforeFlush,
                   "pops " + pagesOf(cb, pages) +
                       " while a NoC write still reads it; call noc_async_writes_flushed or "
                       "noc_async_write_barrier first",
                   site);
      break;
    }
  buffer.account(self.fiber.now());
  buffer.acknowledged += pages;
  noteOccupancy(self, cb, buffer);
  buffer.waited -= std::min(buffer.waited, pages);
  buffer.popped.wakeAll(signal(self));
}

bool cbReservable(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  self.enter(site, cost(self));
  return bufferOf(self, cb, site).space() >= pages;
}

bool cbAvailable(uint32_t cb, uint32_t pages, Site site) {
  ProcessorState &self = currentProcessor();
  self.enter(site, cost(self));
  return bufferOf(self, cb, site).available() >= pages;
}

uint32_t cbPointer(uint32_t cb, bool write, Site site) {
  ProcessorState &self = currentProcessor();
  CircularBuffer &buffer = bufferOf(self, cb, site);
  return self.machine.l1.address(self.core.index,
                                 write ? buffer.writeOffset() : buffer.readOffset());
}

uint32_t cbTileBytes(uint32_t cb, Site site) {
  ProcessorState &self = currentProcessor();
  return findFormat(bufferOf(self, cb, site).format)->tileBytes;
}

uint32_t cbFormat(uint32_t cb, Site site) {
  return static_cast<uint32_t>(bufferOf(currentProcessor(), cb, site).format);
}

uint32_t cbGeometry(uint32_t cb, int which, Site site) {
  ProcessorState &self = currentProcessor();
  const CircularBuffer &buffer = bufferOf(self, cb, site);
  return which == 0   ? buffer.pageBytes
         : which == 1 ? buffer.pages
                      : self.machine.l1.address(self.core.index, buffer.offset);
}

uint32_t cbTileAddress(uint32_t cb, uint32_t tile, Site site) {
  ProcessorState &self = currentProcessor();
  CircularBuffer &buffer = bufferOf(self, cb, site);
  return self.machine.l1.address(self.core.index, buffer.readOffset() + tile * buffer.pageBytes);
}

uint32_t cbTileValue(uint32_t cb, uint32_t tile, uint32_t element, Site site) {
  ProcessorState &self = currentProcessor();
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (tile >= buffer.waited || (element + 1) * sizeof(uint32_t) > buffer.pageBytes)
    self.fail(Rule::CbUnderflow,
              "word " + std::to_string(element) + " of tile " + std::to_string(tile) +
                  " of circular buffer " + std::to_string(cb) + " is read, with " +
                  std::to_string(buffer.waited) + " pages of " + std::to_string(buffer.pageBytes) +
                  " bytes waited for; call cb_wait_front first",
              site);
  uint32_t value = 0;
  uint32_t offset = buffer.readOffset() + tile * buffer.pageBytes + element * sizeof(uint32_t);
  std::memcpy(&value, self.machine.l1.data(self.core.index, offset), sizeof value);
  return value;
}

} // namespace

void interface::addCircularBuffers(tilium::KernelInterface &table) {
  table.cbReserve = cbReserve;
  table.cbPush = cbPush;
  table.cbWait = cbWait;
  table.cbPop = cbPop;
  table.cbReservable = cbReservable;
  table.cbAvailable = cbAvailable;
  table.cbPointer = cbPointer;
  table.cbTileBytes = cbTileBytes;
  table.cbFormat = cbFormat;
  table.cbGeometry = cbGeometry;
  table.cbTileAddress = cbTileAddress;
  table.cbTileValue = cbTileValue;
}

} // namespace tilium::device
