//===- layernorm.h - Differences from a mean in two parts -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_LAYERNORM_H
#define TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_LAYERNORM_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace ckernel {
ALWI void sub_bcast_cols_compensated_init(std::uint32_t input_cb, std::uint32_t split_mean_cb,
                                          std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(
      tilium::tiles(tilium::Operation::SubtractSplitMean, input_cb, split_mean_cb), site);
}
/// DST[dst_tile + i] = (input - anchor) + (anchor - mean) for `tile_count` tiles: the first column
/// of the other tile is the anchor, the first column of its right faces the anchor minus the mean.
ALWI void sub_bcast_cols_compensated(std::uint32_t input_cb, std::uint32_t split_mean_cb,
                                     std::uint32_t input_tile, std::uint32_t dst_tile,
                                     std::uint32_t tile_count, TILIUM_SITE) {
  for (std::uint32_t i = 0; i < tile_count; ++i)
    tilium::device->engineRun(tilium::tiles(tilium::Operation::SubtractSplitMean, input_cb,
                                            split_mean_cb, input_tile + i, 0, dst_tile + i),
                              site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_LAYERNORM_H
