//===- Published.h - Published measurements and how to repeat them -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_BENCHMARK_DEVICE_PUBLISHED_H
#define TILIUM_BENCHMARK_DEVICE_PUBLISHED_H

#include "host/Device.h"

#include <functional>
#include <string>
#include <vector>

namespace tilium::device::benchmark {

/// A published number and the program that measures the model in the same way.
struct Measurement {
  std::string architecture;
  std::string what;
  double published;
  /// A constant of the model was taken from this number (or a slope through it). All others are
  /// held out.
  bool calibration;
  std::function<double(Device &)> run;
};

struct Group {
  std::string title, unit, source, note;
  std::vector<Measurement> measurements;
};

/// Everything the model is held against, in the order of the page.
std::vector<Group> publishedGroups();

} // namespace tilium::device::benchmark

#endif // TILIUM_BENCHMARK_DEVICE_PUBLISHED_H
