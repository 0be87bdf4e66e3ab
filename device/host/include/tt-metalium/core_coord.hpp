//===- core_coord.hpp - Cores and ranges of cores ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_CORE_COORD_HPP
#define TILIUM_HOST_TT_METALIUM_CORE_COORD_HPP

#include "host/ProgramDescriptor.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <fmt/format.h>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tt::tt_metal {

struct CoreCoord {
  std::size_t x = 0, y = 0;
  CoreCoord() = default;
  constexpr CoreCoord(std::size_t x, std::size_t y) : x(x), y(y) {}
  friend bool operator==(const CoreCoord &, const CoreCoord &) = default;
  friend auto operator<=>(const CoreCoord &, const CoreCoord &) = default;
  std::string str() const { return "(x=" + std::to_string(x) + ",y=" + std::to_string(y) + ")"; }
};

struct CoreRange {
  CoreCoord start_coord, end_coord;
  CoreRange(const CoreCoord &core) : start_coord(core), end_coord(core) {}
  CoreRange(const CoreCoord &start, const CoreCoord &end) : start_coord(start), end_coord(end) {}
  friend bool operator==(const CoreRange &, const CoreRange &) = default;
  friend auto operator<=>(const CoreRange &, const CoreRange &) = default;

  std::size_t size() const { return grid_size().x * grid_size().y; }
  CoreCoord grid_size() const {
    return {end_coord.x - start_coord.x + 1, end_coord.y - start_coord.y + 1};
  }
  bool contains(const CoreCoord &core) const {
    return start_coord.x <= core.x && core.x <= end_coord.x && start_coord.y <= core.y &&
           core.y <= end_coord.y;
  }
  std::string str() const { return "[" + start_coord.str() + " - " + end_coord.str() + "]"; }

  /// All cores, row by row.
  class CoreIterator {
  public:
    CoreIterator(const CoreCoord &at, const CoreRange &range)
        : at(at), first(range.start_coord.x), last(range.end_coord.x) {}
    const CoreCoord &operator*() const { return at; }
    CoreIterator &operator++() {
      if (at.x++ == last)
        at = {first, at.y + 1};
      return *this;
    }
    bool operator==(const CoreIterator &other) const { return at == other.at; }

  private:
    CoreCoord at;
    std::size_t first, last;
  };
  CoreIterator begin() const { return {start_coord, *this}; }
  CoreIterator end() const { return {{start_coord.x, end_coord.y + 1}, *this}; }
};

class CoreRangeSet {
public:
  CoreRangeSet() = default;
  CoreRangeSet(const CoreRange &range) : held{range} {}
  explicit CoreRangeSet(std::set<CoreRange> ranges) : held(ranges.begin(), ranges.end()) {}
  explicit CoreRangeSet(std::vector<CoreRange> ranges) : held(std::move(ranges)) {}
  explicit CoreRangeSet(const CoreCoord &core) : held{CoreRange(core)} {}
  bool empty() const { return held.empty(); }
  bool contains(const CoreCoord &core) const {
    return std::any_of(held.begin(), held.end(),
                       [&](const CoreRange &range) { return range.contains(core); });
  }
  /// All cores of `this` and `other`; ranges that are in both are kept once.
  CoreRangeSet merge(const CoreRangeSet &other) const {
    CoreRangeSet result = *this;
    for (const CoreRange &range : other.held)
      if (std::find(held.begin(), held.end(), range) == held.end())
        result.held.push_back(range);
    return result;
  }
  const std::vector<CoreRange> &ranges() const { return held; }
  uint32_t num_cores() const {
    std::size_t cores = 0;
    for (const CoreRange &range : held)
      cores += (range.end_coord.x - range.start_coord.x + 1) *
               (range.end_coord.y - range.start_coord.y + 1);
    return static_cast<uint32_t>(cores);
  }

private:
  std::vector<CoreRange> held;
};

using CoreSpec = std::variant<CoreCoord, CoreRange, CoreRangeSet>;

namespace detail {
inline tilium::device::Coordinate coordinate(const CoreCoord &core) {
  return {static_cast<uint32_t>(core.x), static_cast<uint32_t>(core.y)};
}
inline tilium::device::CoreRanges ranges(const CoreSpec &spec) {
  tilium::device::CoreRanges result;
  auto add = [&](const CoreRange &range) {
    result.push_back({coordinate(range.start_coord), coordinate(range.end_coord)});
  };
  if (const auto *core = std::get_if<CoreCoord>(&spec))
    add(CoreRange(*core));
  else if (const auto *range = std::get_if<CoreRange>(&spec))
    add(*range);
  else
    for (const CoreRange &range : std::get<CoreRangeSet>(spec).ranges())
      add(range);
  return result;
}
} // namespace detail

/// The cores of a set: range by range, each row by row or column by column.
inline std::vector<CoreCoord>
corerange_to_cores(const CoreRangeSet &set, std::size_t most = SIZE_MAX, bool row_wise = false) {
  std::vector<CoreCoord> cores;
  for (const CoreRange &range : set.ranges()) {
    CoreCoord grid = range.grid_size();
    for (std::size_t i = 0; i < range.size() && cores.size() < most; ++i)
      cores.emplace_back(range.start_coord.x + (row_wise ? i % grid.x : i / grid.y),
                         range.start_coord.y + (row_wise ? i / grid.x : i % grid.y));
  }
  return cores;
}

} // namespace tt::tt_metal

using tt::tt_metal::CoreCoord;
using tt::tt_metal::CoreRange;
using tt::tt_metal::CoreRangeSet;

template <>
struct std::hash<tt::tt_metal::CoreCoord> {
  std::size_t operator()(const tt::tt_metal::CoreCoord &core) const {
    return std::hash<std::size_t>()(core.x << 32 | core.y);
  }
};
template <>
struct fmt::formatter<tt::tt_metal::CoreCoord> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const tt::tt_metal::CoreCoord &core, Context &context) const {
    return fmt::formatter<std::string>::format(core.str(), context);
  }
};
template <>
struct fmt::formatter<tt::tt_metal::CoreRange> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const tt::tt_metal::CoreRange &range, Context &context) const {
    return fmt::formatter<std::string>::format(range.str(), context);
  }
};

#endif // TILIUM_HOST_TT_METALIUM_CORE_COORD_HPP
