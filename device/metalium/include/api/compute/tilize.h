//===- tilize.h - From rows to tiles ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TILIZE_H
#define TILIUM_METALIUM_API_COMPUTE_TILIZE_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace tilium {
ALWI OperationCall tilizing(std::uint32_t buffer, std::uint32_t width, std::uint32_t tile) {
  OperationCall call = tiles(Operation::Tilize, buffer, buffer, tile, tile, 0);
  call.columns = width;
  return call;
}
/// One tile after the other through DST, as the call does by itself.
ALWI void tilizeBlock(std::uint32_t in, std::uint32_t width, std::uint32_t out,
                      std::uint32_t firstIn, std::uint32_t firstOut, Site site) {
  for (std::uint32_t tile = 0; tile < width; ++tile) {
    device->registers(Registers::Acquire, site);
    device->engineRun(tilizing(in, width, firstIn + tile), site);
    device->registers(Registers::Commit, site);
    device->registers(Registers::Wait, site);
    device->packTile(0, out, firstOut + tile, true, site);
    device->registers(Registers::Release, site);
  }
}
} // namespace tilium

namespace ckernel {
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tilize_init(std::uint32_t icb, std::uint32_t block, std::uint32_t ocb,
                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(tilium::tilizing(icb, block, 0), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tilize_init_short_with_dt(std::uint32_t old_icb, std::uint32_t new_icb,
                                    std::uint32_t block, std::uint32_t ocb, TILIUM_SITE) {
  reconfig_data_format_srca(old_icb, new_icb, site);
  tilium::device->engineInit(tilium::tilizing(new_icb, block, 0), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tilize_block(std::uint32_t icb, std::uint32_t block, std::uint32_t ocb,
                       std::uint32_t input_tile_index = 0, std::uint32_t output_tile_index = 0,
                       TILIUM_SITE) {
  tilium::tilizeBlock(icb, block, ocb, input_tile_index, output_tile_index, site);
}
ALWI void tilize_uninit(std::uint32_t icb, std::uint32_t ocb, TILIUM_SITE) {
  tilium::device->engineUninit(tilium::Operation::Tilize, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_tilize_init(std::uint32_t icb, std::uint32_t full_dim, std::uint32_t ocb,
                           std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(tilium::tilizing(icb, full_dim, 0), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_tilize_init_skip_remap(std::uint32_t icb, std::uint32_t full_dim, std::uint32_t ocb,
                                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(tilium::tilizing(icb, full_dim, 0), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_tilize_init_with_dt(std::uint32_t icb, std::uint32_t full_dim, std::uint32_t ocb,
                                   TILIUM_SITE) {
  reconfig_data_format_srca(icb, site);
  tilium::device->engineInit(tilium::tilizing(icb, full_dim, 0), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_tilize_block(std::uint32_t icb, std::uint32_t block, std::uint32_t ocb,
                            std::uint32_t input_tile_index = 0,
                            std::uint32_t output_tile_index = 0, TILIUM_SITE) {
  tilium::tilizeBlock(icb, block, ocb, input_tile_index, output_tile_index, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_tilize_uninit(std::uint32_t icb, std::uint32_t ocb, std::uint32_t full_dim,
                             TILIUM_SITE) {
  tilium::device->engineUninit(tilium::Operation::Tilize, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_TILIZE_H
