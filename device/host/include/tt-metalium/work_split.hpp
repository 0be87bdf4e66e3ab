//===- work_split.hpp - Work dealt out to cores --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_WORK_SPLIT_HPP
#define TILIUM_HOST_TT_METALIUM_WORK_SPLIT_HPP

#include <tt-metalium/assert.hpp>
#include <tt-metalium/core_coord.hpp>

#include <cstdint>
#include <tuple>

namespace tt::tt_metal {

/// Cores column by column, with `units` dealt out so that the first group has one more each.
inline std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t>
split_work_to_cores(const CoreCoord &grid, uint32_t units, bool row_wise = false) {
  auto all = static_cast<uint32_t>(grid.x * grid.y);
  uint32_t cores = std::min(units, all);
  if (cores == 0)
    return {0, {}, {}, {}, 0, 0};
  uint32_t each = units / cores, more = units % cores;
  std::vector<CoreRange> both, first, second;
  for (uint32_t i = 0; i < cores; ++i) {
    CoreCoord core =
        row_wise ? CoreCoord(i % grid.x, i / grid.x) : CoreCoord(i / grid.y, i % grid.y);
    both.emplace_back(core);
    (more == 0 || i < more ? first : second).emplace_back(core);
  }
  return {cores,
          CoreRangeSet(both),
          CoreRangeSet(first),
          CoreRangeSet(second),
          more ? each + 1 : each,
          more ? each : 0};
}

/// The first `count` cores of a grid, column by column, or row by row if `row_wise`. Throws if the
/// grid has fewer.
inline CoreRangeSet num_cores_to_corerangeset(uint32_t count, CoreCoord grid,
                                              bool row_wise = false) {
  TT_FATAL(count <= grid.x * grid.y, "{} cores are asked for in a grid of {} x {}", count, grid.x,
           grid.y);
  std::vector<CoreRange> cores;
  for (uint32_t i = 0; i < count; ++i)
    cores.emplace_back(row_wise ? CoreCoord(i % grid.x, i / grid.x)
                                : CoreCoord(i / grid.y, i % grid.y));
  return CoreRangeSet(cores);
}

} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_WORK_SPLIT_HPP
