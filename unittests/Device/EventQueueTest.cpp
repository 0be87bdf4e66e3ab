//===- EventQueueTest.cpp - The queue of events against a sorted set ------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/EventQueue.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

using namespace tilium::device;

namespace {

struct Earlier {
  bool operator()(const Event &a, const Event &b) const { return a.comesBefore(b); }
};

/// How far from the last event the next ones lie: many at once, near, beyond what lists hold, and
/// before it, which a fiber that is woken late may ask for.
Cycle someCycle(std::mt19937_64 &random, Cycle now) {
  switch (random() % 8) {
  case 0:
    return now;
  case 1:
    return now + random() % 20000;
  case 2:
    return now - std::min<Cycle>(now, random() % 50);
  default:
    return now + random() % 600;
  }
}

// Orders rise as sequence numbers do, or are shuffled as with a tie seed.
TEST(EventQueue, AgreesWithASortedSet) {
  for (bool shuffled : {false, true}) {
    std::mt19937_64 random(shuffled ? 3 : 4);
    EventQueue queue;
    std::set<Event, Earlier> plain;
    Cycle now = 0;
    uint64_t number = 0;
    for (int step = 0; step < 200000; ++step) {
      bool grows = plain.empty() || random() % 256 < (step / 1000 % 2 ? 140 : 116);
      ASSERT_EQ(queue.empty(), plain.empty());
      if (grows) {
        ++number;
        uint64_t order = shuffled ? number * 0x9E3779B97F4A7C15ull : number;
        Event event{someCycle(random, now), order, nullptr, static_cast<uint32_t>(number)};
        queue.push(event);
        plain.insert(event);
        continue;
      }
      ASSERT_EQ(queue.front().action, plain.begin()->action) << "step " << step;
      Event event = queue.pop();
      ASSERT_EQ(event.action, plain.begin()->action) << "step " << step;
      plain.erase(plain.begin());
      now = std::max(now, event.cycle);
    }
  }
}

} // namespace
