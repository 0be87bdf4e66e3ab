//===- Statistics.h - Means and variances in registers ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_STATISTICS_H
#define TILIUM_DEVICE_TENSIX_STATISTICS_H

#include <array>

namespace tilium::device {

/// A register of the vector engine that outlives a call: a number for each of 32 columns.
struct KeptRegister {
  std::array<float, 32> lane{};
  bool held = false; ///< Whether what it holds was computed, or is left from something else.
};

/// What the statistics of `api/compute/welford.h` keep from call to call. Every other function of
/// the vector engine writes over it.
struct RunningStatistics {
  KeptRegister mean; ///< Or, while sums are made, the anchor that values are taken from.
  KeptRegister sum, secondSum, anchor;
  void forget() { mean.held = sum.held = secondSum.held = anchor.held = false; }
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_STATISTICS_H
