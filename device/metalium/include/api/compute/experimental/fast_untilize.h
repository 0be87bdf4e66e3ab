//===- fast_untilize.h - Rows of tiles packed as rows of numbers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_FAST_UNTILIZE_H
#define TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_FAST_UNTILIZE_H

#include "api/compute/pack_untilize.h"
#include "tilium/unmodelled.h"

// Blackhole has a way of its own that holds two to four tiles of a row at a time, so that rows may be
// longer than DST; its time is that of single tiles here. Wormhole's is pack_untilize's.

namespace tilium {
TILIUM_UNMODELLED(fast_untilize_block_at_another_tile)
} // namespace tilium

namespace ckernel {
template <std::uint32_t full_ct_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_untilize_init(std::uint32_t icb, std::uint32_t ocb,
                             std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  pack_untilize_init<full_ct_dim, full_ct_dim, is_fp32_dest_acc_en>(icb, ocb, call_line, site);
}
template <std::uint32_t full_ct_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_untilize_init_skip_remap(std::uint32_t icb, std::uint32_t ocb,
                                        std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  fast_untilize_init<full_ct_dim, is_fp32_dest_acc_en>(icb, ocb, call_line, site);
}
template <std::uint32_t full_ct_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_untilize_block(std::uint32_t icb, std::uint32_t ocb,
                              std::uint32_t input_tile_index = 0,
                              std::uint32_t output_tile_index = 0, TILIUM_SITE) {
  if (input_tile_index != 0 || output_tile_index != 0)
    tilium::fast_untilize_block_at_another_tile();
#ifdef ARCH_BLACKHOLE
  for (std::uint32_t tile = 0; tile < full_ct_dim; ++tile) {
    tilium::device->registers(tilium::Registers::Acquire, site);
    tilium::device->engineRun(tilium::tiles(tilium::Operation::Copy, icb, icb, tile, tile, 0), site);
    tilium::device->registers(tilium::Registers::Commit, site);
    tilium::device->registers(tilium::Registers::Wait, site);
    pack_untilize_dest<1, full_ct_dim>(ocb, 1, tile, 0, site);
    tilium::device->registers(tilium::Registers::Release, site);
  }
#else
  pack_untilize_block<full_ct_dim, full_ct_dim, is_fp32_dest_acc_en>(icb, 1, ocb, 0, site);
#endif
}
template <std::uint32_t full_ct_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fast_untilize_uninit(std::uint32_t ocb, TILIUM_SITE) {
  pack_untilize_uninit<is_fp32_dest_acc_en>(ocb, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_FAST_UNTILIZE_H
