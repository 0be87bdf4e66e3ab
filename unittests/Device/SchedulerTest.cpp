//===- SchedulerTest.cpp - Fibers that do not come to their end -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Scheduler.h"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

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

} // namespace
