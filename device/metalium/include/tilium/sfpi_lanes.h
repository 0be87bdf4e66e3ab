//===- sfpi_lanes.h - Lanes of the vector engine ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_SFPI_LANES_H
#define TILIUM_METALIUM_TILIUM_SFPI_LANES_H

#include "tilium/kernel_types.h"

namespace tilium {
inline constexpr int laneCount = 32;
/// The lanes that take what is assigned, one bit each.
inline std::uint32_t activeLanes = ~0u;
/// Where `dst_reg[0]` is, in parts of DST of 32 numbers, and what instructions have cost since the
/// last way to or from DST.
inline std::uint32_t destPlace = 0;
inline std::uint32_t instructionCycles = 0;

/// Instructions take a cycle each, products and sums a second one until their result is there.
inline constexpr std::uint32_t simpleCycles = 1, multiplyAddCycles = 2;

/// A part of DST; `place` counts from the tile, or the face, that the call is for.
struct DestPart {
  int place;
  Site site;
  void move(float *values, bool store) const {
    device->vectorMove(destPlace + place, values, activeLanes, store, instructionCycles, site);
    instructionCycles = 0;
  }
  template <typename Value> const DestPart &operator=(const Value &value) const;
  const DestPart &operator=(const DestPart &other) const;
};

class vFloat {
public:
  vFloat() = default;
  vFloat(float value) {
    instructionCycles += simpleCycles;
    for (float &lane : lanes)
      lane = value;
  }
  vFloat(const DestPart &part) { part.move(lanes, false); }
  vFloat(const vFloat &) = default;
  vFloat &operator=(const vFloat &other) {
    instructionCycles += simpleCycles;
    for (int i = 0; i < laneCount; ++i)
      if (activeLanes >> i & 1)
        lanes[i] = other.lanes[i];
    return *this;
  }
  vFloat operator-() const { return vFloat(0.0f) - *this; }
  vFloat &operator+=(const vFloat &other) { return *this = *this + other; }
  vFloat &operator-=(const vFloat &other) { return *this = *this - other; }
  vFloat &operator*=(const vFloat &other) { return *this = *this * other; }

  friend vFloat operator+(const vFloat &a, const vFloat &b) {
    return combine(a, b, [](float x, float y) { return x + y; });
  }
  friend vFloat operator-(const vFloat &a, const vFloat &b) {
    return combine(a, b, [](float x, float y) { return x - y; });
  }
  friend vFloat operator*(const vFloat &a, const vFloat &b) {
    return combine(a, b, [](float x, float y) { return x * y; });
  }

  float lanes[laneCount];

private:
  template <typename Function>
  static vFloat combine(const vFloat &a, const vFloat &b, Function function) {
    instructionCycles += multiplyAddCycles;
    vFloat result;
    for (int i = 0; i < laneCount; ++i)
      result.lanes[i] = function(a.lanes[i], b.lanes[i]);
    return result;
  }
};

template <typename Value> const DestPart &DestPart::operator=(const Value &value) const {
  vFloat lanes = value;
  move(lanes.lanes, true);
  return *this;
}
inline const DestPart &DestPart::operator=(const DestPart &other) const {
  return *this = vFloat(other);
}

/// The lanes for which a comparison holds.
struct LaneCondition {
  std::uint32_t lanes;
  LaneCondition operator&&(LaneCondition other) const { return {lanes & other.lanes}; }
  LaneCondition operator||(LaneCondition other) const { return {lanes | other.lanes}; }
  LaneCondition operator!() const { return {~lanes}; }
};
template <typename Function>
LaneCondition compare(const vFloat &a, const vFloat &b, Function function) {
  instructionCycles += multiplyAddCycles + simpleCycles; // The difference, and its sign.
  LaneCondition result{0};
  for (int i = 0; i < laneCount; ++i)
    result.lanes |= std::uint32_t{function(a.lanes[i], b.lanes[i])} << i;
  return result;
}
inline LaneCondition operator<(const vFloat &a, const vFloat &b) {
  return compare(a, b, [](float x, float y) { return x < y; });
}
inline LaneCondition operator<=(const vFloat &a, const vFloat &b) {
  return compare(a, b, [](float x, float y) { return x <= y; });
}
inline LaneCondition operator>(const vFloat &a, const vFloat &b) { return b < a; }
inline LaneCondition operator>=(const vFloat &a, const vFloat &b) { return b <= a; }
inline LaneCondition operator==(const vFloat &a, const vFloat &b) {
  return compare(a, b, [](float x, float y) { return x == y; });
}
inline LaneCondition operator!=(const vFloat &a, const vFloat &b) { return !(a == b); }

/// Lanes within `v_if` and `v_endif`: those that take the branch at hand, and those left for others.
class LaneBlock {
public:
  explicit LaneBlock(LaneCondition condition) : before(activeLanes), left(activeLanes) {
    take(condition);
  }
  ~LaneBlock() { activeLanes = before; }
  LaneBlock(const LaneBlock &) = delete;
  LaneBlock &operator=(const LaneBlock &) = delete;
  void otherwise(LaneCondition condition = {~0u}) { take(condition); }
  void narrow(LaneCondition condition) { activeLanes &= condition.lanes; }

private:
  void take(LaneCondition condition) {
    instructionCycles += simpleCycles;
    activeLanes = left & condition.lanes;
    left &= ~condition.lanes;
  }
  std::uint32_t before, left;
};

/// DST as an array of its parts; counting it up moves all of them on.
class DestParts {
public:
  /// An index that knows the kernel's line.
  struct Index {
    int value;
    Site site;
    template <typename Integer> Index(Integer value, TILIUM_SITE) : value(value), site(site) {}
  };
  DestPart operator[](Index index) const { return {index.value, index.site}; }
  void operator++() { ++destPlace; }
  void operator++(int) { ++destPlace; }
  void operator+=(int parts) { destPlace += parts; }
};
} // namespace tilium

#endif // TILIUM_METALIUM_TILIUM_SFPI_LANES_H
