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

#include "core/EventQueue.h"
#include "core/StackSwitch.h"

#include <boost/context/fiber.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <new>
#include <utility>
#include <vector>

namespace tilium::device {

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

/// What an event does. It lies in place: there are too many of them to ask for memory for each.
class Action {
public:
  Action() = default;
  ~Action() { clear(); }
  Action(const Action &) = delete;
  Action &operator=(const Action &) = delete;

  template <typename Body>
  void set(Body body) {
    static_assert(sizeof(Body) <= sizeof storage && alignof(Body) <= alignof(std::max_align_t));
    clear();
    new (storage) Body(std::move(body));
    call = [](void *place) { (*static_cast<Body *>(place))(); };
    destroy = [](void *place) { static_cast<Body *>(place)->~Body(); };
  }
  void operator()() { call(storage); }
  void clear() {
    if (destroy)
      destroy(storage);
    destroy = nullptr;
  }

private:
  alignas(std::max_align_t) std::byte storage[96];
  void (*call)(void *) = nullptr;
  void (*destroy)(void *) = nullptr;
};

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
  inline void synchronise();
  /// Sleeps until another fiber or event calls `wake`. Only from inside the fiber.
  void sleep();
  /// Wakes the fiber, if it sleeps, not before `at`.
  void wake(Cycle at);

  void *context = nullptr; ///< Whom the fiber belongs to; not read by the scheduler.

private:
  friend class Scheduler;
  void letEarlierHappen();
  /// Lets the fiber of the next event run, or the scheduler, until this one is resumed.
  void switchOut();
  boost::context::fiber runBody(boost::context::fiber &&from);

  Scheduler &owner;
  Body body;
  boost::context::fiber flow;
  StackRange stack, callerStack; ///< The fiber's, and the one that it was entered from.
  StackSwitch inside, outside;   ///< The fiber's side of switches, and that of its end.
  Cycle clock = 0;
  bool began = false, done = false, asleep = false;
};

/// The queue of events. One run of one program.
class Scheduler {
public:
  enum Priority : uint32_t { Transfer = 0, Resume = 1 };

  Scheduler(uint64_t tieSeed, Cycle limit) : seed(tieSeed), cycleLimit(limit) {}

  template <typename Body>
  void at(Cycle cycle, Body body) {
    uint32_t index = takeAction();
    actions[index].set(std::move(body));
    push(cycle, Transfer, nullptr, index);
  }
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

  /// The clock is read about once a millisecond.
  static constexpr uint64_t eventsBetweenPolls = 1 << 14;

  /// The order of events of one cycle is priority, then sequence. Actions lie aside, by index.
  void push(Cycle cycle, Priority priority, Fiber *fiber, uint32_t action) {
    queue.push({cycle, uint64_t{priority} << 63 | nextSequence() >> 1, fiber, action});
  }
  uint32_t takeAction();
  void runAction(const Event &event);
  void resumeAt(Fiber &fiber, Cycle cycle) { push(cycle, Resume, &fiber, 0); }
  /// From the scheduler's own flow.
  void resume(Fiber &fiber);
  /// Takes the first event off the queue if it is a fiber's, which may then be switched to from the
  /// one that runs; otherwise the scheduler's own flow has to go on.
  Fiber *takeNextFiber();
  /// Keeps the flow of control that was left for the one that runs now.
  void keep(boost::context::fiber &&from) {
    if (left)
      *left = std::move(from);
  }
  bool mustPoll() const { return poll && events >= nextPoll; }
  void pollNow();
  uint64_t nextSequence();
  /// The first event, if it comes before a fiber that is at `cycle`.
  const Event *eventBefore(Cycle cycle) const {
    if (queue.empty())
      return nullptr;
    const Event &first = queue.front();
    return first.cycle < cycle || (first.cycle == cycle && !first.fiber) ? &first : nullptr;
  }

  uint64_t seed;
  Cycle cycleLimit;
  uint64_t counter = 0, actionCount = 0;
  EventQueue queue;
  std::deque<Action> actions; ///< They stay where they are.
  std::vector<uint32_t> freeActions;
  std::exception_ptr failure;
  uint64_t events = 0, nextPoll = eventsBetweenPolls;
  std::chrono::steady_clock::time_point polled;
  boost::context::fiber flow; ///< The scheduler's own, while a fiber runs.
  StackRange stack;
  StackSwitch side;
  boost::context::fiber *left = nullptr; ///< Whose flow was left last; null after its end.
};

inline void Fiber::synchronise() {
  if (!owner.queue.nothingUntil(clock))
    letEarlierHappen();
}

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_SCHEDULER_H
