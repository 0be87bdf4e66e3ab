//===- BusyIntervals.h - When a resource of the network is busy -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_NOC_BUSYINTERVALS_H
#define TILIUM_DEVICE_NOC_BUSYINTERVALS_H

#include <cstddef>
#include <vector>

namespace tilium::device {

/// The times at which a link, an interface or a bank is taken: disjoint intervals, in order, that
/// neither overlap nor touch. Times are cycles, with fractions.
class BusyIntervals {
public:
  /// The first time from `at` on from which the resource is free for `length`.
  double earliest(double at, double length) const {
    return at >= lastEnd ? at : search(at, length);
  }
  /// Takes [begin, end). Nobody asks for a time before `now` any more.
  void take(double begin, double end, double now) {
    // Most come after all others, or where the last one ends.
    if (begin == lastEnd && !list.empty())
      list.back().end = end;
    else if (begin > lastEnd && size() < fewest)
      list.push_back({begin, end});
    else
      merge(begin, end, now);
    lastEnd = list.back().end;
  }
  size_t size() const { return list.size() - over; }

private:
  /// With fewer intervals than that it is not worth a look which of them are over.
  static constexpr size_t fewest = 8, mostOver = 16;

  double search(double at, double length) const;
  void merge(double begin, double end, double now);
  /// Leaves out what ended up to `now`.
  void forget(double now);

  struct Interval {
    double begin, end;
  };
  std::vector<Interval> list;
  size_t over = 0;     ///< How many at its beginning are not needed any more.
  double lastEnd = -1; ///< Of the last interval: to look no further, mostly.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_NOC_BUSYINTERVALS_H
