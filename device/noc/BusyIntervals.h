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
  double earliest(double at, double length) const;
  /// Takes [begin, end). Nobody asks for a time before `now` any more.
  void take(double begin, double end, double now);
  size_t size() const { return list.size() - over; }

private:
  static constexpr size_t mostOver = 16;

  /// Leaves out what ended up to `now`.
  void forget(double now);

  struct Interval {
    double begin, end;
  };
  std::vector<Interval> list;
  size_t over = 0; ///< How many at its beginning are not needed any more.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_NOC_BUSYINTERVALS_H
