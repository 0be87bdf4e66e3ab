//===- BusyIntervals.cpp - When a resource of the network is busy ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "noc/BusyIntervals.h"

#include <algorithm>

namespace tilium::device {

double BusyIntervals::search(double at, double length) const {
  // Most look at what comes last: the intervals that end before are many.
  size_t i = list.size();
  while (i > over && list[i - 1].end > at)
    --i;
  for (; i < list.size() && list[i].begin < at + length; ++i)
    at = list[i].end;
  return at;
}

void BusyIntervals::forget(double now) {
  while (over < list.size() && list[over].end <= now)
    ++over;
  if (over == list.size()) {
    list.clear();
    over = 0;
  } else if (over >= mostOver) {
    list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(over));
    over = 0;
  }
}

void BusyIntervals::merge(double begin, double end, double now) {
  forget(now);
  if (over == list.size() || list.back().end < begin) {
    list.push_back({begin, end});
    return;
  }
  auto first = list.end();
  while (first != list.begin() + static_cast<std::ptrdiff_t>(over) &&
         std::prev(first)->end >= begin)
    --first;
  if (first->begin > end) {
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
