//===- BusyIntervals.cpp - When a resource of the network is busy ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "noc/BusyIntervals.h"

#include <algorithm>

namespace tilium::device {

double BusyIntervals::earliest(double at, double length) const {
  for (const Interval &busy : list) {
    if (busy.end <= at)
      continue;
    if (busy.begin >= at + length)
      break;
    at = busy.end;
  }
  return at;
}

void BusyIntervals::take(double begin, double end, double now) {
  while (!list.empty() && list.front().end <= now)
    list.pop_front();
  auto first = std::find_if(list.begin(), list.end(),
                            [&](const Interval &interval) { return interval.end >= begin; });
  if (first == list.end() || first->begin > end) {
    list.insert(first, {begin, end});
    return;
  }
  first->begin = std::min(first->begin, begin);
  first->end = std::max(first->end, end);
  auto swallowed = std::next(first), last = swallowed;
  for (; last != list.end() && last->begin <= first->end; ++last)
    first->end = std::max(first->end, last->end);
  // One erase for all: it leaves no iterator into the list valid.
  list.erase(swallowed, last);
}

} // namespace tilium::device
