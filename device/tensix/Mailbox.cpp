//===- Mailbox.cpp - Words from processor to processor --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Each of BRISC, unpack, math and pack has a queue of four words to each of the others. Writing
// waits for room, reading for a word.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

namespace tilium::device {

using tilium::Processor;
using tilium::Site;

namespace {

/// The number of a processor among those that have mailboxes.
uint32_t numberOf(ProcessorState &self, Site site) {
  switch (self.kind) {
  case Processor::Brisc:
    return 0;
  case Processor::Unpack:
    return 1;
  case Processor::Math:
    return 2;
  case Processor::Pack:
    return 3;
  case Processor::Ncrisc:
    break;
  }
  self.fail(Rule::WrongProcessor, "NCRISC has no mailboxes; run the kernel on BRISC", site);
}

Mailbox &mailbox(ProcessorState &self, uint32_t from, uint32_t to, Site site) {
  auto &all = self.core.engine.mailboxes;
  if (from >= all.size() || to >= all.size() || from == to)
    self.fail(Rule::ArgumentRange,
              "there is no mailbox from processor " + std::to_string(from) + " to " +
                  std::to_string(to),
              site);
  return all[from][to];
}

void mailboxWrite(uint32_t to, uint32_t value, Site site) {
  ProcessorState &self = currentProcessor();
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.semaphoreOperation);
  Mailbox &box = mailbox(self, numberOf(self, site), to, site);
  self.waitUntil(
      box.emptied, WaitCause::Semaphore,
      [&] { return box.words.size() < ComputeEngine::mailboxDepth; },
      [] { return "room in a mailbox"; });
  box.words.emplace_back(value, self.fiber.now() + timing.registerSignal);
  box.filled.wakeAll(box.words.back().second);
}

uint32_t mailboxRead(uint32_t from, Site site) {
  ProcessorState &self = currentProcessor();
  self.enter(site, self.machine.architecture.timing.semaphoreOperation);
  Mailbox &box = mailbox(self, from, numberOf(self, site), site);
  self.waitUntil(
      box.filled, WaitCause::Semaphore, [&] { return !box.words.empty(); },
      [] { return "a word in a mailbox"; });
  auto [value, arrival] = box.words.front();
  self.passUntil(arrival, WaitCause::Semaphore);
  box.words.pop_front();
  box.emptied.wakeAll(self.fiber.now());
  return value;
}

} // namespace

void interface::addMailboxes(tilium::KernelInterface &table) {
  table.mailboxWrite = mailboxWrite;
  table.mailboxRead = mailboxRead;
}

} // namespace tilium::device
