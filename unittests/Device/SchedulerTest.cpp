//===- SchedulerTest.cpp - Fibers that do not come to their end -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Scheduler.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

using namespace tilium::device;

namespace {

/// The stack that the address sanitizer takes the program to be on; none without the sanitizer.
StackRange stackForSanitizer() {
  StackSwitch probe;
  probe.leave({});
  StackRange range = probe.arrive();
  probe.leave(range);
  probe.arrive();
  return range;
}

/// A fault of the first fiber ends the run before the others have begun.
TEST(Scheduler, FibersThatNeverBeganLeaveNoTrace) {
  StackRange before = stackForSanitizer();
  bool began = false;
  {
    Scheduler scheduler(/*tieSeed=*/0, /*limit=*/1000);
    Fiber failing(scheduler, [] { throw std::runtime_error("first"); });
    Fiber idle(scheduler, [&] { began = true; });
    scheduler.start(failing);
    scheduler.start(idle);
    EXPECT_THROW(scheduler.run(), std::runtime_error);
  }
  EXPECT_FALSE(began);
  StackRange after = stackForSanitizer();
  EXPECT_EQ(before.bottom, after.bottom);
  EXPECT_EQ(before.bytes, after.bytes);
}

/// A fiber that sleeps for ever is unwound: what it holds is given back.
TEST(Scheduler, SleepingFibersAreUnwound) {
  StackRange before = stackForSanitizer();
  auto held = std::make_shared<int>(1);
  {
    Scheduler scheduler(/*tieSeed=*/0, /*limit=*/1000);
    Fiber *self = nullptr;
    Fiber sleeping(scheduler, [&] {
      std::shared_ptr<int> copy = held;
      self->sleep();
    });
    self = &sleeping;
    scheduler.start(sleeping);
    scheduler.run();
    EXPECT_TRUE(sleeping.sleeping());
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_EQ(held.use_count(), 1);
  StackRange after = stackForSanitizer();
  EXPECT_EQ(before.bottom, after.bottom);
  EXPECT_EQ(before.bytes, after.bytes);
}

/// Fibers take turns in the order of their clocks, without the scheduler between them, and actions
/// come first at a cycle. What an action holds is given back when it has run.
TEST(Scheduler, FibersAndActionsTakeTurns) {
  std::vector<std::pair<char, Cycle>> order;
  auto held = std::make_shared<int>(1);
  {
    Scheduler scheduler(/*tieSeed=*/0, /*limit=*/1000);
    Fiber *even = nullptr, *odd = nullptr;
    auto steps = [&order](Fiber *&self, char name, Cycle first) {
      self->advance(first);
      for (int i = 0; i < 3; ++i) {
        self->synchronise();
        order.emplace_back(name, self->now());
        self->advance(20);
      }
    };
    Fiber a(scheduler, [&] { steps(even, 'a', 0); }), b(scheduler, [&] { steps(odd, 'b', 10); });
    even = &a;
    odd = &b;
    scheduler.start(a);
    scheduler.start(b);
    for (Cycle cycle : {20, 25})
      scheduler.at(cycle, [&order, cycle, held] { order.emplace_back('!', cycle); });
    EXPECT_TRUE(scheduler.hasActions());
    scheduler.run();
    EXPECT_FALSE(scheduler.hasActions());
    EXPECT_EQ(held.use_count(), 1);
  }
  std::vector<std::pair<char, Cycle>> expected{{'a', 0},  {'b', 10}, {'!', 20}, {'a', 20},
                                               {'!', 25}, {'b', 30}, {'a', 40}, {'b', 50}};
  EXPECT_EQ(order, expected);
}

} // namespace
