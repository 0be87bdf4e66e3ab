//===- pack_untilize.h - From tiles to rows, by the packer ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_PACK_UNTILIZE_H
#define TILIUM_METALIUM_API_COMPUTE_PACK_UNTILIZE_H

#include "api/compute/common.h"
#include "tilium/operations.h"

#ifndef TILE_C_DIM
#define TILE_C_DIM 32
#endif

namespace ckernel {
template <std::uint32_t block_ct_dim = 8, std::uint32_t full_ct_dim = block_ct_dim,
          bool narrow_row = false, std::uint32_t row_num_datums = TILE_C_DIM, bool dense = false,
          bool configure_remap = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_untilize_dest_init(std::uint32_t ocb, std::uint32_t call_line = __builtin_LINE(),
                                  TILIUM_SITE) {
  static_assert(!dense, "this device does not model dense rows");
  tilium::device->packConfigure(ocb, site);
}
template <std::uint32_t block_ct_dim = 8, std::uint32_t full_ct_dim = block_ct_dim,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_untilize_init(std::uint32_t icb, std::uint32_t ocb,
                             std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::Operation::Copy, icb, icb), site);
  tilium::device->packConfigure(ocb, site);
}
template <std::uint32_t block_ct_dim = 8, std::uint32_t full_ct_dim = block_ct_dim,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_untilize_init_skip_remap(std::uint32_t icb, std::uint32_t ocb,
                                        std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  pack_untilize_init<block_ct_dim, full_ct_dim, is_fp32_dest_acc_en>(icb, ocb, call_line, site);
}
template <std::uint32_t block_ct_dim = 8, std::uint32_t full_ct_dim = block_ct_dim,
          bool diagonal = false, bool narrow_row = false,
          std::uint32_t row_num_datums = TILE_C_DIM, std::uint32_t tile_dst_ct_offset = 0,
          bool dense = false>
ALWI void pack_untilize_dest(std::uint32_t ocb, std::uint32_t block_rt_dim = 1,
                             std::uint32_t block_c_index = 0,
                             std::uint32_t tile_dst_rt_offset = 0, TILIUM_SITE) {
  static_assert(!diagonal && !dense, "this device does not model diagonal or dense rows");
  tilium::UntilizeCall call;
  call.buffer = ocb;
  call.dst = tile_dst_rt_offset + tile_dst_ct_offset;
  call.tiles = block_ct_dim;
  call.fullTiles = full_ct_dim;
  call.blockIndex = block_c_index;
  call.rowsOfTiles = block_rt_dim;
  call.columns = row_num_datums;
  tilium::device->packRows(call, site);
}
template <std::uint32_t block_ct_dim = 8, std::uint32_t full_ct_dim = block_ct_dim,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_untilize_block(std::uint32_t icb, std::uint32_t block_rt_dim, std::uint32_t ocb,
                              std::uint32_t block_c_index = 0, TILIUM_SITE) {
  for (std::uint32_t row = 0; row < block_rt_dim; ++row) {
    tilium::device->registers(tilium::Registers::Acquire, site);
    for (std::uint32_t tile = 0; tile < block_ct_dim; ++tile)
      tilium::device->engineRun(
          tilium::tiles(tilium::Operation::Copy, icb, icb, tile, tile, tile), site);
    tilium::device->registers(tilium::Registers::Commit, site);
    tilium::device->registers(tilium::Registers::Wait, site);
    pack_untilize_dest<block_ct_dim, full_ct_dim>(ocb, 1, block_c_index, 0, site);
    tilium::device->registers(tilium::Registers::Release, site);
  }
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_untilize_uninit(std::uint32_t ocb, TILIUM_SITE) {
  tilium::device->packConfigure(ocb, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_PACK_UNTILIZE_H
