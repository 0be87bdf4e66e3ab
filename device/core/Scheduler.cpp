//===- Scheduler.cpp - Deterministic discrete events over fibers ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Scheduler.h"

#include <boost/context/protected_fixedsize_stack.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
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
  ProtectedStack allocator(stackBytes);
  boost::context::stack_context memory = allocator.allocate();
  stack = {static_cast<std::byte *>(memory.sp) - memory.size, memory.size};
  flow = boost::context::fiber(
      std::allocator_arg, boost::context::preallocated(memory.sp, memory.size, memory), allocator,
      [this](boost::context::fiber &&from) { return runBody(std::move(from)); });
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
  caller = std::move(from);
  // A kernel's fault must not leave the fiber: it is handed to whoever runs the scheduler.
  try {
    body();
  } catch (const std::exception &) {
    owner.failure = std::current_exception();
  }
  done = true;
  return std::move(caller);
}

void Fiber::switchIn() {
  outside.leave(stack);
  flow = std::move(flow).resume();
  outside.arrive();
}

void Fiber::switchOut() {
  /// Also if Boost unwinds the fiber, which it does by an exception from here.
  struct Arrival {
    Fiber &fiber;
    ~Arrival() { fiber.callerStack = fiber.inside.arrive(); }
  };
  inside.leave(callerStack);
  Arrival arrival{*this};
  caller = std::move(caller).resume();
}

void Fiber::synchronise() {
  while (owner.hasEventBefore(clock)) {
    // Deliveries need no stack of their own: they run here, without two switches.
    if (owner.hasActionBefore(clock)) {
      owner.runAction(owner.pop());
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

bool Scheduler::hasEventBefore(Cycle cycle) const {
  if (heap.empty())
    return false;
  const Event &first = heap.front();
  return first.cycle < cycle || (first.cycle == cycle && !first.fiber);
}

void Scheduler::push(Cycle cycle, Priority priority, Fiber *fiber, uint32_t action) {
  uint64_t order = uint64_t{priority} << 63 | nextSequence() >> 1;
  heap.push_back({cycle, order, fiber, action});
  std::push_heap(heap.begin(), heap.end(), Later());
}

Scheduler::Event Scheduler::pop() {
  std::pop_heap(heap.begin(), heap.end(), Later());
  Event event = heap.back();
  heap.pop_back();
  return event;
}

void Scheduler::at(Cycle cycle, std::function<void()> action) {
  uint32_t index;
  if (freeActions.empty()) {
    index = static_cast<uint32_t>(actions.size());
    actions.push_back(std::move(action));
  } else {
    index = freeActions.back();
    freeActions.pop_back();
    actions[index] = std::move(action);
  }
  push(cycle, Transfer, nullptr, index);
}

void Scheduler::runAction(const Event &event) {
  std::function<void()> action = std::move(actions[event.action]);
  freeActions.push_back(event.action);
  ++actionCount;
  action();
}

void Scheduler::resume(Fiber &fiber) {
  if (onSwitch)
    onSwitch(fiber);
  fiber.switchIn();
}

void Scheduler::run() {
  // The clock is read about once a millisecond. Who polls may have to wait for a lock.
  constexpr uint64_t eventsBetweenLooks = 1 << 14;
  constexpr auto period = std::chrono::milliseconds(50);
  auto polled = std::chrono::steady_clock::now();
  for (uint64_t events = 1; !heap.empty() && !failure; ++events) {
    if (poll && events % eventsBetweenLooks == 0)
      if (auto now = std::chrono::steady_clock::now(); now - polled >= period) {
        polled = now;
        poll();
      }
    Event event = pop();
    if (event.fiber)
      resume(*event.fiber);
    else
      runAction(event);
  }
  if (failure)
    std::rethrow_exception(failure);
}

} // namespace tilium::device
