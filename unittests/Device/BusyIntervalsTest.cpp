//===- BusyIntervalsTest.cpp - Busy times against a plain list ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "noc/BusyIntervals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

using namespace tilium::device;

namespace {

/// The same with one flag a cycle.
class PlainTimes {
public:
  uint32_t earliest(uint32_t at, uint32_t length) const {
    while (std::any_of(taken.begin() + at, taken.begin() + at + length, [](bool b) { return b; }))
      ++at;
    return at;
  }
  void take(uint32_t begin, uint32_t end) {
    std::fill(taken.begin() + begin, taken.begin() + end, true);
    last = std::max(last, end);
  }
  uint32_t end() const { return last; }

private:
  std::vector<bool> taken = std::vector<bool>(20000);
  uint32_t last = 0;
};

// An interval that joins many others must take all of them along, wherever in the list they are.
TEST(BusyIntervals, AgreeWithOneFlagACycle) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    BusyIntervals busy;
    PlainTimes plain;
    uint32_t now = 0;
    for (int step = 0; step < 150; ++step) {
      now += random() % 4;
      uint32_t begin = now + random() % 2000;
      uint32_t length = random() % 8 == 0 ? 1 + random() % 400 : 1 + random() % 6;
      // Where a transfer waits for another one, it begins at that one's end.
      if (random() % 4 == 0)
        begin = plain.end() < now ? begin : plain.end();
      if (begin + length > 19000)
        break;
      busy.take(begin, begin + length, now);
      plain.take(begin, begin + length);
      uint32_t at = now + random() % 2000, need = 1 + random() % 30;
      ASSERT_EQ(busy.earliest(at, need), plain.earliest(at, need))
          << "round " << round << ", step " << step;
    }
  }
}

TEST(BusyIntervals, ForgetWhatIsOver) {
  BusyIntervals busy;
  for (uint32_t i = 0; i < 10; ++i)
    busy.take(10 * i, 10 * i + 5, 0);
  EXPECT_EQ(busy.size(), 10u);
  busy.take(200, 205, 48);
  EXPECT_EQ(busy.size(), 6u); // Those that end at 55 and later.
  busy.take(0, 300, 48);
  EXPECT_EQ(busy.size(), 1u);
}

} // namespace
