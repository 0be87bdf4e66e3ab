//===- reduce_custom.h - Maxima of rows over blocks -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_REDUCE_CUSTOM_H
#define TILIUM_METALIUM_API_COMPUTE_REDUCE_CUSTOM_H

#include "api/compute/common.h"
#include "tilium/low_level.h"
#include "tilium/unmodelled.h"

namespace tilium {
/// One tile of a block. What DST holds before the first is taken too: maxima that a copy with
/// transposed faces brought.
ALWI OperationCall blockMaximum(std::uint32_t tilesOfBlock, std::uint32_t buffer,
                                std::uint32_t scaler, std::uint32_t tile, std::uint32_t dst,
                                std::uint32_t inBlock) {
  OperationCall call = reduction<ckernel::PoolType::MAX, ckernel::ReduceDim::REDUCE_ROW>(
      buffer, scaler, tile, 0, dst);
  call.transpose = 1;
  call.columns = tilesOfBlock;
  call.inner = inBlock;
  return call;
}
} // namespace tilium

namespace tilium {
/// How many tiles the last init was for; each processor has its own.
inline std::uint32_t maximumBlock = 1;
TILIUM_UNMODELLED(reduce_block_max_row_with_triggers)
} // namespace tilium

namespace ckernel {
ALWI void reduce_block_max_row_init_runtime(std::uint32_t ocb, std::uint32_t block_ct_dim,
                                            std::uint32_t icb, std::uint32_t icb_scaler,
                                            bool respect_trigger = false,
                                            std::uint32_t num_faces = 4, TILIUM_SITE) {
  if (respect_trigger)
    tilium::reduce_block_max_row_with_triggers();
  tilium::maximumBlock = block_ct_dim;
  tilium::device->engineInit(tilium::blockMaximum(block_ct_dim, icb, icb_scaler, 0, 0, 0), site);
  llk_pack_reduce_mask_config<ReduceDim::REDUCE_ROW, PackMode::Default>(ocb, site);
}
ALWI void reduce_block_max_row_runtime(std::uint32_t icb, std::uint32_t icb_scaler,
                                       std::uint32_t row_start_index, std::uint32_t idst,
                                       bool respect_trigger = false,
                                       bool overlap_first_half = false,
                                       std::uint32_t num_faces = 4, TILIUM_SITE) {
  if (respect_trigger)
    tilium::reduce_block_max_row_with_triggers();
  const std::uint32_t tiles = tilium::maximumBlock;
  for (std::uint32_t i = 0; i < tiles; ++i)
    tilium::device->engineRun(
        tilium::blockMaximum(tiles, icb, icb_scaler, row_start_index + i, idst, i), site);
}
ALWI void reduce_block_max_row_uninit_runtime(std::uint32_t icb, bool respect_trigger = false,
                                              bool overlap_first_half = false, TILIUM_SITE) {
  if (respect_trigger)
    tilium::reduce_block_max_row_with_triggers();
  tilium::device->engineUninit(tilium::Operation::Reduce, site);
  llk_pack_reduce_mask_clear(site);
}

template <std::uint32_t block_ct_dim, bool respect_trigger = false, std::uint32_t num_faces = 4>
ALWI void reduce_block_max_row_init(std::uint32_t ocb, TILIUM_SITE) {
  static_assert(num_faces == 4, "this device has tiles of 32 by 32 only");
  reduce_block_max_row_init_runtime(ocb, block_ct_dim, 0, 0, respect_trigger, num_faces, site);
}
template <std::uint32_t block_ct_dim, bool respect_trigger = false, std::uint32_t num_faces = 4>
ALWI void reduce_block_max_row(std::uint32_t icb, std::uint32_t icb_scaler,
                               std::uint32_t row_start_index, std::uint32_t idst, TILIUM_SITE) {
  static_assert(num_faces == 4, "this device has tiles of 32 by 32 only");
  reduce_block_max_row_runtime(icb, icb_scaler, row_start_index, idst, respect_trigger, false,
                               num_faces, site);
}
template <bool respect_trigger = false>
ALWI void reduce_block_max_row_uninit(std::uint32_t icb, TILIUM_SITE) {
  reduce_block_max_row_uninit_runtime(icb, respect_trigger, false, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_REDUCE_CUSTOM_H
