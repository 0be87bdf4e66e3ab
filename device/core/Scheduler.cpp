//===- Scheduler.cpp - Deterministic discrete events over fibers ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Scheduler.h"

#include <boost/context/protected_fixedsize_stack.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <unistd.h>

namespace tilium::device {

namespace {
constexpr size_t stackBytes = 256 * 1024;

/// What Boost's stacks ask of the machine. Its own answers bring thread-local variables that a
/// Python module, loaded late, has no room for.
struct StackTraits {
  static size_t page_size() { return sysconf(_SC_PAGESIZE); }
  static size_t default_size() { return stackBytes; }
};
using ProtectedStack = boost::context::basic_protected_fixedsize_stack<StackTraits>;

/// Stacks of fibers that are gone, for the next ones: to map and unmap hundreds of them takes
/// longer than a short run.
class StackPool {
public:
  ~StackPool() {
    for (boost::context::stack_context &stack : free)
      ProtectedStack(stackBytes).deallocate(stack);
  }
  boost::context::stack_context take() {
    std::lock_guard<std::mutex> lock(mutex);
    if (free.empty())
      return ProtectedStack(stackBytes).allocate();
    boost::context::stack_context stack = free.back();
    free.pop_back();
    return stack;
  }
  void giveBack(const boost::context::stack_context &stack) {
    std::lock_guard<std::mutex> lock(mutex);
    free.push_back(stack);
  }

private:
  std::mutex mutex;
  std::vector<boost::context::stack_context> free;
};

StackPool &stackPool() {
  static StackPool pool;
  return pool;
}

/// How Boost gives a stack back.
struct PooledStack {
  void deallocate(boost::context::stack_context &stack) noexcept { stackPool().giveBack(stack); }
};

/// All stacks begin at the beginning of a page, and what fibers use of them would share few places
/// of the host's cache. So each begins a little further down than the one before.
size_t stackOffset() {
  constexpr size_t step = 192, steps = 41;
  static std::atomic<size_t> number{0};
  return number++ % steps * step;
}

/// A bijective mixer, so that shuffled sequence numbers stay distinct.
uint64_t mix(uint64_t value) {
  value ^= value >> 31;
  value *= 0x9E3779B97F4A7C15ull;
  value ^= value >> 29;
  value *= 0xBF58476D1CE4E5B9ull;
  value ^= value >> 32;
  return value;
}
} // namespace

Cycle Delays::next() {
  if (!seed)
    return 0;
  uint64_t value = mix(seed * 0x9E3779B97F4A7C15ull + counter++);
  return value % 16 == 0 ? (value >> 32) % 4096 : (value >> 32) % 16;
}

Fiber::Fiber(Scheduler &scheduler, Body work) : owner(scheduler), body(std::move(work)) {
  boost::context::stack_context memory = stackPool().take();
  stack = {static_cast<std::byte *>(memory.sp) - memory.size, memory.size};
  StackSwitch::forget(stack);
  size_t offset = stackOffset();
  flow = boost::context::fiber(
      std::allocator_arg,
      boost::context::preallocated(static_cast<std::byte *>(memory.sp) - offset,
                                   memory.size - offset, memory),
      PooledStack(), [this](boost::context::fiber &&from) { return runBody(std::move(from)); });
}

/// A fiber that has not finished is unwound, on its own stack. Nothing of ours is on the stack of
/// one that never began, so both sides of the switch are told of here.
Fiber::~Fiber() {
  if (!flow)
    return;
  outside.leave(stack);
  if (!began)
    callerStack = inside.arrive();
  flow = {};
  if (!began)
    inside.leave(callerStack, /*forGood=*/true);
  outside.arrive();
}

boost::context::fiber Fiber::runBody(boost::context::fiber &&from) {
  /// Says that the fiber leaves its stack, by its end or by being unwound.
  struct Departure {
    Fiber &fiber;
    ~Departure() { fiber.inside.leave(fiber.callerStack, /*forGood=*/true); }
  } departure{*this};
  callerStack = inside.arrive();
  began = true;
  // The first of all fibers comes from the scheduler.
  if (owner.left == &owner.flow)
    owner.stack = callerStack;
  owner.keep(std::move(from));
  // A kernel's fault must not leave the fiber: it is handed to whoever runs the scheduler.
  try {
    body();
  } catch (const std::exception &) {
    owner.failure = std::current_exception();
  }
  done = true;
  callerStack = owner.stack;
  owner.left = nullptr;
  return std::move(owner.flow);
}

void Fiber::switchOut() {
  /// Also if Boost unwinds the fiber, which it does by an exception from here.
  struct Arrival {
    Fiber &fiber;
    ~Arrival() { fiber.callerStack = fiber.inside.arrive(); }
  };
  Fiber *next = owner.takeNextFiber();
  inside.leave(next ? next->stack : owner.stack);
  Arrival arrival{*this};
  owner.left = &flow;
  owner.keep(std::move(next ? next->flow : owner.flow).resume());
}

void Fiber::letEarlierHappen() {
  while (const Event *first = owner.eventBefore(clock)) {
    // Deliveries need no stack of their own: they run here, without two switches.
    if (!first->fiber) {
      owner.runAction(owner.queue.pop());
      continue;
    }
    owner.resumeAt(*this, clock);
    switchOut();
  }
}

void Fiber::sleep() {
  asleep = true;
  switchOut();
}

void Fiber::wake(Cycle cycle) {
  if (!asleep)
    return;
  asleep = false;
  clock = std::max(clock, cycle);
  owner.resumeAt(*this, clock);
}

uint64_t Scheduler::nextSequence() {
  uint64_t sequence = counter;
  counter += 2; // The lowest bit gives way to the priority.
  return seed ? mix(sequence + seed) : sequence;
}

uint32_t Scheduler::takeAction() {
  if (freeActions.empty()) {
    actions.emplace_back();
    return static_cast<uint32_t>(actions.size() - 1);
  }
  uint32_t index = freeActions.back();
  freeActions.pop_back();
  return index;
}

void Scheduler::runAction(const Event &event) {
  /// Also if the action throws.
  struct Release {
    Scheduler &scheduler;
    uint32_t index;
    ~Release() {
      scheduler.actions[index].clear();
      scheduler.freeActions.push_back(index);
    }
  } release{*this, event.action};
  ++actionCount;
  actions[event.action]();
}

void Scheduler::resume(Fiber &fiber) {
  if (onSwitch)
    onSwitch(fiber);
  side.leave(fiber.stack);
  left = &flow;
  boost::context::fiber from = std::move(fiber.flow).resume();
  side.arrive();
  keep(std::move(from));
}

Fiber *Scheduler::takeNextFiber() {
  if (queue.empty() || !queue.front().fiber || mustPoll())
    return nullptr;
  ++events;
  Fiber *next = queue.pop().fiber;
  if (onSwitch)
    onSwitch(*next);
  return next;
}

/// Who polls may have to wait for a lock.
void Scheduler::pollNow() {
  constexpr auto period = std::chrono::milliseconds(50);
  nextPoll = events + eventsBetweenPolls;
  auto now = std::chrono::steady_clock::now();
  if (now - polled < period)
    return;
  polled = now;
  poll();
}

void Scheduler::run() {
  polled = std::chrono::steady_clock::now();
  for (; !queue.empty() && !failure; ++events) {
    if (mustPoll())
      pollNow();
    Event event = queue.pop();
    if (event.fiber)
      resume(*event.fiber);
    else
      runAction(event);
  }
  if (failure)
    std::rethrow_exception(failure);
}

} // namespace tilium::device
