//===- Scheduler.h - Deterministic discrete events over fibers --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Events run in the total order (cycle, priority, sequence). A fiber has a clock of its own that
// may run ahead of the events; before it touches shared state it calls `synchronise`, which lets
// every earlier event happen first. With a tie seed the sequence of events of equal cycle and
// priority is shuffled: data must not depend on it.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_SCHEDULER_H
#define TILIUM_DEVICE_CORE_SCHEDULER_H

#include "core/StackSwitch.h"

#include <boost/context/fiber.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <queue>
#include <vector>

namespace tilium::device {

using Cycle = uint64_t;

/// Random delays that repeat exactly: none without a seed.
class Delays {
public:
  explicit Delays(uint64_t seed) : seed(seed) {}
  bool active() const { return seed != 0; }
  /// Mostly a few cycles, now and then up to some thousands.
  Cycle next();

private:
  uint64_t seed, counter = 0;
};

class Scheduler;

/// A flow of control with its own clock.
class Fiber {
public:
  using Body = std::function<void()>;

  Fiber(Scheduler &scheduler, Body body);
  ~Fiber();
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;

  Cycle now() const { return clock; }
  bool finished() const { return done; }
  bool sleeping() const { return asleep; }

  /// Spends `cycles` of this fiber's time.
  void advance(Cycle cycles) { clock += cycles; }
  /// Lets every event before this fiber's time happen. Only from inside the fiber.
  void synchronise();
  /// Sleeps until another fiber or event calls `wake`. Only from inside the fiber.
  void sleep();
  /// Wakes the fiber, if it sleeps, not before `at`.
  void wake(Cycle at);

  void *context = nullptr; ///< Whom the fiber belongs to; not read by the scheduler.

private:
  friend class Scheduler;
  void switchIn();
  void switchOut();
  boost::context::fiber runBody(boost::context::fiber &&from);

  Scheduler &owner;
  Body body;
  boost::context::fiber flow, caller;
  StackRange stack, callerStack;
  StackSwitch inside, outside; ///< The fiber's side of switches, and the scheduler's.
  Cycle clock = 0;
  bool began = false, done = false, asleep = false;
};

/// The queue of events. One run of one program.
class Scheduler {
public:
  enum Priority : uint32_t { Transfer = 0, Resume = 1 };

  Scheduler(uint64_t tieSeed, Cycle limit) : seed(tieSeed), cycleLimit(limit) {}

  void at(Cycle cycle, std::function<void()> action);
  void start(Fiber &fiber) { resumeAt(fiber, 0); }
  /// Runs until no event is left or a fiber failed; rethrows the first failure.
  void run();

  Cycle limit() const { return cycleLimit; }
  bool hasActions() const { return actions.size() != freeActions.size(); }
  uint64_t actionsRun() const { return actionCount; }
  /// Called with the fiber about to run: for state that belongs to it.
  std::function<void(Fiber &)> onSwitch;
  /// Called between events, every 50 ms of the host's time; what it throws ends the run.
  std::function<void()> poll;

private:
  friend class Fiber;
  /// Kept small: the heap moves events a lot. Actions lie aside, by index.
  struct Event {
    Cycle cycle;
    uint64_t order; ///< Priority, then sequence.
    Fiber *fiber;   ///< Null for an action.
    uint32_t action;
  };
  struct Later {
    bool operator()(const Event &a, const Event &b) const {
      return a.cycle != b.cycle ? a.cycle > b.cycle : a.order > b.order;
    }
  };

  void push(Cycle cycle, Priority priority, Fiber *fiber, uint32_t action);
  Event pop();
  void runAction(const Event &event);
  void resumeAt(Fiber &fiber, Cycle cycle) { push(cycle, Resume, &fiber, 0); }
  void resume(Fiber &fiber);
  uint64_t nextSequence();
  bool hasEventBefore(Cycle cycle) const;
  /// Whether the first event comes before `cycle` and is an action.
  bool hasActionBefore(Cycle cycle) const { return hasEventBefore(cycle) && !heap.front().fiber; }

  uint64_t seed;
  Cycle cycleLimit;
  uint64_t counter = 0, actionCount = 0;
  std::vector<Event> heap;
  std::vector<std::function<void()>> actions;
  std::vector<uint32_t> freeActions;
  std::exception_ptr failure;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_SCHEDULER_H
