//===- Machine.h - The state of one run -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_MACHINE_H
#define TILIUM_DEVICE_CORE_MACHINE_H

#include "core/FaultGuard.h"
#include "core/Scheduler.h"
#include "host/Device.h"
#include "host/KernelCompiler.h"
#include "memory/Dram.h"
#include "memory/LocalMemory.h"
#include "metalium/include/tilium/kernel_interface.h"
#include "noc/ArrivingWrites.h"
#include "noc/Network.h"
#include "tensix/CircularBuffer.h"
#include "tensix/ComputeEngine.h"

#include <deque>
#include <map>
#include <optional>

namespace tilium::device {

class Machine;
struct Core;

/// A NoC read that its processor has not waited for.
struct OutstandingRead {
  uint32_t offset, bytes;
  uint8_t noc;
  uint8_t transaction; ///< Its transaction id.
  Cycle arrival;
};

/// A NoC write whose source is still in use, or that is not acknowledged.
struct OutstandingWrite {
  uint32_t offset, bytes;
  uint8_t noc;
  uint8_t transaction; ///< Its transaction id.
  bool posted;
  bool flushed; ///< The kernel waited for its departure.
  Cycle departure, acknowledgement;
};

/// A volatile word that was read through a pointer while a write into it was on its way.
struct DoubtfulRead {
  uint32_t offset, bytes;
  const ProcessorState *sender;
  tilium::Site site;
};

/// What the calls on one line of a kernel cost one processor.
struct LineAccount {
  uint64_t calls = 0;
  Cycle cycles = 0; ///< From each call on this line to the processor's next call.
  uint64_t work[static_cast<size_t>(WorkKind::Count)] = {};
  uint64_t waits[static_cast<size_t>(WaitCause::Count)] = {};
};

/// What a processor waits for, to be put in words only if it never comes: a function of the stack
/// that sleeps.
struct WaitReason {
  std::string (*call)(const void *) = nullptr;
  const void *describe = nullptr;
  template <typename Describe>
  void set(const Describe &function) {
    describe = &function;
    call = [](const void *place) { return std::string((*static_cast<const Describe *>(place))()); };
  }
  std::string words() const { return call ? call(describe) : std::string(); }
};

/// One RISC-V processor at work on one kernel.
struct ProcessorState {
  ProcessorState(Machine &machine, Core &core, tilium::Processor kind,
                 const KernelDescriptor &kernel, const KernelImage &image);

  Machine &machine;
  Core &core;
  tilium::Processor kind;
  const KernelDescriptor &kernel;
  const KernelImage &image;
  std::string kernelName;
  const std::vector<uint32_t> *arguments = nullptr;
  Coordinate relative{};
  std::string unprinted;          ///< What DPRINT said of a line that has not ended.
  std::vector<std::byte> globals; ///< This processor's copy of the kernel's variables.
  std::vector<OutstandingRead> reads;
  std::vector<OutstandingWrite> writes;
  std::vector<DoubtfulRead> doubtful;
  /// Of each network: the ids of further reads and writes, which stay until others are set.
  uint8_t readTransaction[2] = {0, 0}, writeTransaction[2] = {0, 0};
  Cycle atomicsDone[2] = {0, 0};
  bool linkOpen[2] = {false, false}; ///< A linked multicast waits for the one that ends the chain.
  tilium::Site site{"", 0};
  sigjmp_buf landing; ///< Where a crash of the kernel ends.
  Fault fault;
  uint64_t vainPolls = 0, progressSeen = 0; ///< Polls in a row without any progress of the run.
  std::exception_ptr thrown;                ///< What ended a kernel in the midst of its own code.
  WaitReason waitingFor;                    ///< Of a processor that sleeps.
  uint64_t waits[static_cast<size_t>(WaitCause::Count)] = {};
  uint64_t work[static_cast<size_t>(WorkKind::Count)] = {};
  /// With a trace: the account of each line, by file (its address) and number.
  std::map<std::pair<const char *, int>, LineAccount> lines;
  Fiber fiber;

  /// Breaks a rule at `where`: throws.
  [[noreturn]] void fail(Rule rule, std::string message, tilium::Site where) const;
  /// The same where a lenient run can go on: there it is noted, and this returns.
  void violate(Rule rule, std::string message, tilium::Site where) const;
  /// Runs the kernel from its beginning to its end.
  void runKernel();
  /// At the kernel's end.
  void checkNothingUnderWay();
  void checkNoDoubts();
  /// The kernel reads a volatile word through a pointer: if it does so again and again, it polls,
  /// and its time passes.
  void notePolling(uint32_t offset);
  /// Notes the call, spends its time and lets earlier events happen.
  void enter(tilium::Site where, Cycle cost) {
    FaultGuard::enter(&landing, &fault);
    arriveAt(where);
    spend(cost);
  }
  /// Notes that the kernel is at `where` now: what passes from here on is that line's.
  inline void arriveAt(tilium::Site where);
  /// Charges the time since the last call to its line. At the end of a run too.
  void settleLine();
  /// Accounts for cycles of the fiber's time, which the caller lets pass.
  void addWork(WorkKind what, Cycle cycles);
  void addWait(WaitCause cause, Cycle cycles);
  /// Sleeps in `list` until `ready` holds.
  /// Most waits are over before they begin: `describe` says what is waited for, if need be.
  template <typename Condition, typename Describe>
  void waitUntil(WaitList &list, WaitCause cause, Condition ready, Describe describe);
  /// The engine this processor drives works for `cycles`, called `name` in the trace.
  void engineWorks(WorkKind what, Cycle cycles, const char *name);
  /// Lets time pass until `cycle`.
  void passUntil(Cycle cycle, WaitCause cause);
  void slice(const char *name, Cycle begin, Cycle end, bool waiting) const;

private:
  /// Lets `cost` cycles pass, and every earlier event happen.
  inline void spend(Cycle cost);
  [[noreturn]] void failAtLimit() const;
  /// Of a traced run: what `where` costs is another line's account from now on.
  void traceLine(tilium::Site where);

  uint32_t polled[4] = {~0u, ~0u, ~0u, ~0u}; ///< Words read at `polledAt` through a pointer.
  uint32_t nextPolled = 0;
  Cycle polledAt = 0;
  LineAccount *line = nullptr; ///< Of `site`; null without a trace.
  Cycle lineSince = 0;
};

/// One Tensix core in use.
struct Core {
  uint32_t index;
  Coordinate logical;
  std::vector<CircularBuffer> buffers;
  std::vector<bool> semaphoreDefined;
  WaitList semaphoreChanged;
  ComputeEngine engine;
  std::vector<ProcessorState *> processors;
  CoreReport report;
};

/// Everything of one run: cores, processors, network, events.
class Machine {
public:
  Machine(const Architecture &architecture, LocalMemory &l1, Dram &dram,
          const BankAllocator &dramAllocator, const RunOptions &options);

  const Architecture &architecture;
  LocalMemory &l1;
  Dram &dram;
  const BankAllocator &dramAllocator;
  const RunOptions &options;
  Scheduler scheduler;
  Delays delays;
  Network network;
  ArrivingWrites arriving;
  std::vector<std::unique_ptr<Core>> cores;
  std::vector<Core *> coreAt; ///< By core index; null for cores not in use.
  std::vector<std::unique_ptr<ProcessorState>> processors;
  std::vector<TraceSlice> trace;
  std::vector<OccupancySample> occupancy;
  std::vector<FaultReport> faults;                  ///< Of a lenient run, each rule and line once.
  std::vector<std::vector<std::byte>> spareBuffers; ///< Of transfers that are done.

  uint32_t semaphoreBase() const;
  uint64_t calls = 0; ///< Of all processors, and their writes through pointers.
  /// Grows with all that may change memory or wake a processor.
  uint64_t progress() const { return calls + scheduler.actionsRun(); }
  /// Whether anything may still happen but that processors poll what they have polled before.
  bool canProgress() const;
  void run();
  /// Throws `fault`, or keeps it if the run is lenient and can go on.
  void note(const DeviceError &fault);

private:
  void switchGlobals(Fiber &fiber);
  void checkDeadlock() const;
  void checkBalance();
  std::map<const KernelImage *, ProcessorState *> globalsOwner;
};

/// The processor whose kernel runs now.
ProcessorState &currentProcessor();
void setCurrentProcessor(ProcessorState *processor);

const char *processorName(tilium::Processor processor);

inline void ProcessorState::arriveAt(tilium::Site where) {
  ++machine.calls;
  if (machine.options.trace)
    traceLine(where);
  site = where;
}

inline void ProcessorState::spend(Cycle cost) {
  fiber.advance(cost + (machine.delays.active() ? machine.delays.next() : 0));
  if (fiber.now() > machine.scheduler.limit())
    failAtLimit();
  fiber.synchronise();
}

template <typename Condition, typename Describe>
void ProcessorState::waitUntil(WaitList &list, WaitCause cause, Condition ready,
                               Describe describe) {
  if (ready())
    return;
  Cycle before = fiber.now();
  waitingFor.set(describe);
  while (!ready()) {
    list.add(fiber);
    fiber.sleep();
  }
  waitingFor = {};
  addWait(cause, fiber.now() - before);
  slice(waitCauseName(cause), before, fiber.now(), true);
}

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_MACHINE_H
