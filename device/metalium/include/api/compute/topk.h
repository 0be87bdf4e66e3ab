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

} // namespace ckernel

namespace tilium {
/// 1 if numbers rise, 2 if equal ones keep their order, 4 if the first of those is the greater one.
template <bool fused, bool rank_stamped, bool stable, ckernel::TopkTieOrder order>
constexpr std::uint32_t topkOptions(bool rises) {
  static_assert(!fused && !rank_stamped,
                "this device does not model topk with keys that hold an index or a rank");
  static_assert(!stable || order != ckernel::TopkTieOrder::Unset,
                "a stable topk needs the order of ties");
  return (rises ? 1u : 0u) | (stable ? 2u : 0u) |
         (order == ckernel::TopkTieOrder::Descending ? 4u : 0u);
}
} // namespace tilium

namespace ckernel {
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
  tilium::SfpuCall call = tilium::inPlace(tilium::Sfpu::TopkSort, idst);
  call.source1 = static_cast<std::uint32_t>(i_start_step);
  call.source2 = static_cast<std::uint32_t>(i_end_step);
  call.with(tilium::topkOptions<fused, rank_stamped, stable_sort, tie_order>(idir != 0),
            static_cast<std::uint32_t>(i_end_phase),
            static_cast<std::uint32_t>(i_start_phase));
  tilium::sfpuRun(call, site);
}

/// Of two sorted runs of `k` rows, one after the other, the first gets the greatest (with `idir` the
/// least) rows of both.
template <bool idir = false, bool stable_sort = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE,
          bool fused = false, bool rank_stamped = false,
          TopkTieOrder tie_order = TopkTieOrder::Unset, std::uint32_t tag_bits = 16>
ALWI void topk_merge(std::uint32_t idst, int m_iter, int k, TILIUM_SITE) {
  tilium::SfpuCall call = tilium::inPlace(tilium::Sfpu::TopkMerge, idst);
  call.with(tilium::topkOptions<fused, rank_stamped, stable_sort, tie_order>(idir),
            static_cast<std::uint32_t>(m_iter), static_cast<std::uint32_t>(k));
  tilium::sfpuRun(call, site);
}
/// Sorts runs of `k` rows that a merge left, each the other way than the one before.
template <bool stable_sort = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE, bool fused = false,
          bool rank_stamped = false, TopkTieOrder tie_order = TopkTieOrder::Unset>
ALWI void topk_rebuild(std::uint32_t idst, bool idir, int m_iter, int k, int logk, int skip_second,
                       TILIUM_SITE) {
  tilium::SfpuCall call = tilium::inPlace(tilium::Sfpu::TopkRebuild, idst);
  call.with(tilium::topkOptions<fused, rank_stamped, stable_sort, tie_order>(idir),
            static_cast<std::uint32_t>(logk), static_cast<std::uint32_t>(k));
  tilium::sfpuRun(call, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void topk_canonicalize_negzero_values(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::TopkZeros, idst), site);
}

TILIUM_UNMODELLED(topk_fuse_tile)
TILIUM_UNMODELLED(topk_defuse_tile)
TILIUM_UNMODELLED(topk_stamp_local_positions)
TILIUM_UNMODELLED(topk_stamp_tile_rank_range)
TILIUM_UNMODELLED(topk_strip_rank_tags)
TILIUM_UNMODELLED(topk_finalize_uint16_indices)
#ifdef TOPK_UINT16_FP32_DEST
TILIUM_UNMODELLED(topk_uint16_prepare_value_tile_for_pack)
#else
ALWI void topk_uint16_prepare_value_tile_for_pack(std::uint32_t) {}
#endif
TILIUM_UNMODELLED(topk_uint16_move_dest_tile_to_pack_half)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_TOPK_H
