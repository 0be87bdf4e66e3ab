//===- topk.h - The greatest or least of a row ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TOPK_H
#define TILIUM_METALIUM_API_COMPUTE_TOPK_H

#include "tilium/sfpu.h"
#include "tilium/unmodelled.h"

namespace ckernel {
enum class TopkTieOrder : std::uint8_t { Unset, Ascending, Descending };

constexpr TopkTieOrder topk_tie_order_from_global_direction(bool descending) {
  return descending ? TopkTieOrder::Descending : TopkTieOrder::Ascending;
}

template <bool fused = false, bool rank_stamped = false, std::uint32_t tag_bits = 16>
ALWI void topk_tile_init(TILIUM_SITE) {
  static_assert(!fused && !rank_stamped,
                "this device does not model topk with keys that hold an index or a rank");
  tilium::sfpuInit(tilium::Sfpu::TopkSort, site);
}

template <bool stable_sort = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE, bool fused = false,
          bool rank_stamped = false, TopkTieOrder tie_order = TopkTieOrder::Unset>
ALWI void topk_local_sort(std::uint32_t idst, int idir, int i_end_phase, int i_start_phase = 0,
                          int i_end_step = 0, int i_start_step = 0, TILIUM_SITE) {
  static_assert(!fused && !rank_stamped,
                "this device does not model topk with keys that hold an index or a rank");
  static_assert(!stable_sort || tie_order != TopkTieOrder::Unset,
                "a stable topk needs the order of ties");
  constexpr std::uint32_t ties =
      (stable_sort ? 2u : 0u) | (tie_order == TopkTieOrder::Descending ? 4u : 0u);
  tilium::SfpuCall call = tilium::inPlace(tilium::Sfpu::TopkSort, idst);
  call.source1 = static_cast<std::uint32_t>(i_start_step);
  call.source2 = static_cast<std::uint32_t>(i_end_step);
  call.with((idir != 0 ? 1u : 0u) | ties, static_cast<std::uint32_t>(i_end_phase),
            static_cast<std::uint32_t>(i_start_phase));
  tilium::sfpuRun(call, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void topk_canonicalize_negzero_values(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::TopkZeros, idst), site);
}

TILIUM_UNMODELLED(topk_merge)
TILIUM_UNMODELLED(topk_rebuild)
TILIUM_UNMODELLED(topk_fuse_tile)
TILIUM_UNMODELLED(topk_defuse_tile)
TILIUM_UNMODELLED(topk_stamp_local_positions)
TILIUM_UNMODELLED(topk_stamp_tile_rank_range)
TILIUM_UNMODELLED(topk_strip_rank_tags)
TILIUM_UNMODELLED(topk_finalize_uint16_indices)
TILIUM_UNMODELLED(topk_uint16_prepare_value_tile_for_pack)
TILIUM_UNMODELLED(topk_uint16_move_dest_tile_to_pack_half)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_TOPK_H
