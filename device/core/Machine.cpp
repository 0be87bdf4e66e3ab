//===- Machine.cpp - The state of one run ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Machine.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <utility>

namespace tilium::device {

namespace {
thread_local ProcessorState *current = nullptr;
} // namespace

ProcessorState &currentProcessor() { return *current; }
void setCurrentProcessor(ProcessorState *processor) { current = processor; }

const char *processorName(tilium::Processor processor) {
  switch (processor) {
  case tilium::Processor::Brisc:
    return "brisc";
  case tilium::Processor::Ncrisc:
    return "ncrisc";
  case tilium::Processor::Unpack:
    return "unpack";
  case tilium::Processor::Math:
    return "math";
  case tilium::Processor::Pack:
    return "pack";
  }
  return "?";
}

ProcessorState::ProcessorState(Machine &machine, Core &core, tilium::Processor kind,
                               const KernelDescriptor &kernel, const KernelImage &image)
    : machine(machine), core(core), kind(kind), kernel(kernel), image(image),
      kernelName(tilium::device::kernelName(kernel)), globals(image.pristine),
      fiber(machine.scheduler, [this] {
        runKernel();
        FaultGuard::enter(&landing, &fault);
        spend(0);
        checkNothingUnderWay();
      }) {
  fiber.context = this;
}

void ProcessorState::checkNothingUnderWay() {
  checkNoDoubts();
  for (const OutstandingRead &read : reads)
    violate(Rule::ExitBeforeBarrier,
            "the kernel ends with a NoC read of " + std::to_string(read.bytes) +
                " bytes that it never waited for; end with noc_async_read_barrier()",
            site);
  for (const OutstandingWrite &write : writes)
    if (!write.posted || !write.flushed)
      violate(Rule::ExitBeforeBarrier,
              "the kernel ends with a NoC write of " + std::to_string(write.bytes) +
                  " bytes that it never waited for; end with noc_async_write_barrier()",
              site);
  for (bool open : linkOpen)
    if (open)
      violate(Rule::ExitBeforeBarrier,
              "the kernel ends with a linked multicast: it keeps its way reserved until a "
              "multicast that is not linked follows",
              site);
  for (Cycle done : atomicsDone)
    if (done > fiber.now())
      violate(Rule::ExitBeforeBarrier,
              "the kernel ends with a semaphore operation on another core under way; end with "
              "noc_async_atomic_barrier()",
              site);
}

void ProcessorState::fail(Rule rule, std::string message, tilium::Site where) const {
  throw DeviceError(rule, std::move(message), core.logical, processorName(kind), kernelName,
                    where.file, where.line, fiber.now());
}

void ProcessorState::violate(Rule rule, std::string message, tilium::Site where) const {
  machine.note({rule, std::move(message), core.logical, processorName(kind), kernelName, where.file,
                where.line, fiber.now()});
}

void ProcessorState::runKernel() {
  if (FaultGuard::run(image.entry, landing, fault))
    return;
  if (thrown)
    std::rethrow_exception(std::exchange(thrown, nullptr));
  const std::string after = site.line ? "; its last call to the device is the line given"
                                      : "; it had not called the device";
  if (fault.signal == 0)
    fail(Rule::CycleLimit,
         "the kernel runs on without calling the device: a loop that waits for memory to change "
         "must do so through noc_semaphore_wait()" +
             after,
         site);
  char address[24];
  std::snprintf(address, sizeof address, "0x%llx", static_cast<unsigned long long>(fault.address));
  const std::string what =
      fault.signal == SIGFPE   ? "divides an integer by zero or overflows in doing so"
      : fault.signal == SIGILL ? "comes to an instruction that cannot be run"
      : fault.address < 4096 ? std::string("uses a null pointer (address ") + address + ")"
                             : std::string("uses a pointer to no memory (address ") + address + ")";
  fail(Rule::KernelCrash, "the kernel " + what + after, site);
}

void ProcessorState::failAtLimit() const {
  fail(Rule::CycleLimit,
       "the run reached its limit of " + std::to_string(machine.scheduler.limit()) +
           " cycles; the kernel may loop for ever",
       site);
}

void ProcessorState::traceLine(tilium::Site where) {
  settleLine();
  // Most calls of a loop over tiles stand on one line: look it up only where that changes.
  if (!line || where.line != site.line || where.file != site.file)
    line = &lines[{where.file, where.line}];
  ++line->calls;
}

void ProcessorState::settleLine() {
  if (line)
    line->cycles += fiber.now() - lineSince;
  lineSince = fiber.now();
}

void ProcessorState::addWork(WorkKind what, Cycle cycles) {
  work[static_cast<size_t>(what)] += cycles;
  if (line)
    line->work[static_cast<size_t>(what)] += cycles;
}

void ProcessorState::addWait(WaitCause cause, Cycle cycles) {
  waits[static_cast<size_t>(cause)] += cycles;
  if (line)
    line->waits[static_cast<size_t>(cause)] += cycles;
}

void ProcessorState::engineWorks(WorkKind what, Cycle cycles, const char *name) {
  Cycle begin = fiber.now();
  fiber.advance(cycles);
  addWork(what, cycles);
  slice(name, begin, fiber.now(), false);
}

void ProcessorState::passUntil(Cycle cycle, WaitCause cause) {
  if (cycle <= fiber.now())
    return;
  Cycle before = fiber.now();
  fiber.advance(cycle - before);
  addWait(cause, cycle - before);
  slice(waitCauseName(cause), before, cycle, true);
  fiber.synchronise();
}

void ProcessorState::slice(const char *name, Cycle begin, Cycle end, bool waiting) const {
  if (machine.options.trace && end > begin)
    machine.trace.push_back(
        {core.logical, processorName(kind), name, site.file, site.line, waiting, begin, end});
}

Machine::Machine(const Architecture &architecture, LocalMemory &l1, Dram &dram,
                 const BankAllocator &dramAllocator, const RunOptions &options)
    : architecture(architecture), l1(l1), dram(dram), dramAllocator(dramAllocator),
      options(options), scheduler(options.tieSeed, options.cycleLimit), delays(options.delaySeed),
      network(architecture, options.delaySeed), arriving(architecture),
      coreAt(architecture.coreCount(), nullptr) {}

uint32_t Machine::semaphoreBase() const {
  return architecture.l1UnreservedBase - architecture.semaphores * architecture.l1Alignment;
}

// Every processor of the chip has its own copy of a kernel's variables; here they share one image,
// so the copies are exchanged when another processor's fiber runs.
void Machine::switchGlobals(Fiber &fiber) {
  ProcessorState &next = *static_cast<ProcessorState *>(fiber.context);
  setCurrentProcessor(&next);
  FaultGuard::enter(&next.landing, &next.fault);
  l1.leaveOffsets(next.core.index);
  if (next.image.pristine.empty())
    return;
  ProcessorState *&owner = globalsOwner[&next.image];
  if (owner == &next)
    return;
  if (owner)
    std::memcpy(owner->globals.data(), next.image.variables, owner->globals.size());
  std::memcpy(next.image.variables, next.globals.data(), next.globals.size());
  owner = &next;
}

void Machine::note(const DeviceError &fault) {
  if (!options.lenient || !ruleInfo(fault.rule()).lenient)
    throw fault;
  for (FaultReport &known : faults)
    if (known.fault.rule() == fault.rule() && known.fault.line() == fault.line() &&
        known.fault.file() == fault.file()) {
      ++known.times;
      return;
    }
  faults.push_back({fault, 1});
  if (options.onFault)
    options.onFault(fault);
}

void Machine::run() {
  scheduler.onSwitch = [this](Fiber &fiber) { switchGlobals(fiber); };
  scheduler.poll = options.poll;
  for (auto &processor : processors)
    scheduler.start(processor->fiber);
  {
    struct Release {
      LocalMemory &l1;
      ~Release() { l1.releaseOffsets(); }
    } release{l1};
    FaultGuard guard([](uintptr_t address) {
      const ProcessorState &self = currentProcessor();
      return self.machine.l1.mapOffsets(self.core.index, address);
    });
    scheduler.run();
  }
  checkDeadlock();
  checkBalance();
}

void Machine::checkDeadlock() const {
  std::string text;
  const ProcessorState *first = nullptr;
  for (const auto &processor : processors) {
    if (processor->fiber.finished())
      continue;
    if (!first)
      first = processor.get();
    text += "\n  core (" + std::to_string(processor->core.logical.x) + "," +
            std::to_string(processor->core.logical.y) + ") " + processorName(processor->kind) +
            ", kernel '" + processor->kernelName + "', " + processor->site.file + ":" +
            std::to_string(processor->site.line) + ": waits for " + processor->waitingFor.words();
  }
  if (first)
    first->fail(Rule::Deadlock, "deadlock: nothing is under way and these processors wait:" + text,
                first->site);
}

void Machine::checkBalance() {
  for (const auto &core : cores)
    for (size_t index = 0; index < core->buffers.size(); ++index) {
      const CircularBuffer &buffer = core->buffers[index];
      if (!buffer.configured || buffer.external || buffer.received == buffer.acknowledged)
        continue;
      const ProcessorState *at = nullptr;
      for (const auto &processor : processors)
        if (&processor->core == core.get() && processor->kind == buffer.producer)
          at = processor.get();
      std::string message = "circular buffer " + std::to_string(index) + " ends with " +
                            std::to_string(buffer.received) + " pages pushed and " +
                            std::to_string(buffer.acknowledged) + " popped";
      if (at)
        at->violate(Rule::CbImbalance, message, at->site);
      else
        note({Rule::CbImbalance, message});
    }
}

} // namespace tilium::device
