//===- welford.h - Means and variances down columns -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_WELFORD_H
#define TILIUM_METALIUM_API_COMPUTE_WELFORD_H

#include "tilium/operations.h"
#include "tilium/sfpu.h"

#include <array>

namespace tilium {
ALWI StatisticsCall statisticsOf(StatisticsStep step, std::uint32_t tile, bool twoSums = false) {
  StatisticsCall call;
  call.step = step;
  call.tile = tile;
  call.twoSums = twoSums;
  return call;
}
ALWI void runStatistics(const StatisticsCall &call, Site site) { device->statistics(call, site); }
/// A state's step at the place of a group: four rows of a tile.
ALWI void statisticsAt(StatisticsStep step, std::uint32_t tile, std::uint32_t place, bool twoSums,
                       Site site) {
  StatisticsCall call = statisticsOf(step, tile, twoSums);
  call.place = place;
  runStatistics(call, site);
}
template <std::size_t size>
ALWI void updateStatistics(std::uint32_t tile, std::uint32_t index, std::uint32_t firstRow,
                           std::uint32_t rows, const std::array<std::uint32_t, size> &reciprocals,
                           Site site) {
  StatisticsCall call = statisticsOf(StatisticsStep::UpdateOnline, tile);
  call.firstRow = firstRow;
  call.rows = rows;
  call.index = index;
  call.reciprocals = size > 0 ? reciprocals.data() : nullptr;
  call.reciprocalCount = size;
  runStatistics(call, site);
}
/// Ends statistics with the reciprocal at `index` of a table, or of one more than `index`.
template <std::size_t size>
ALWI void finishStatistics(StatisticsStep step, std::uint32_t tile, std::uint32_t place,
                           std::uint32_t index,
                           const std::array<std::uint32_t, size> &reciprocals, Site site) {
  StatisticsCall call = statisticsOf(step, tile);
  call.place = place;
  call.index = index;
  call.reciprocalCount = size;
  call.ofCount = true;
  if constexpr (size > 0)
    call.reciprocal = reciprocals[index < size ? index : 0];
  else
    call.reciprocal = __builtin_bit_cast(std::uint32_t, 1.0f / static_cast<float>(index + 1));
  runStatistics(call, site);
}
/// Ends statistics in two passes.
ALWI void finishPasses(StatisticsStep step, std::uint32_t tile, std::uint32_t place,
                       std::uint32_t reciprocal, bool twoSums, bool option, Site site) {
  StatisticsCall call = statisticsOf(step, tile, twoSums);
  call.place = place;
  call.reciprocal = reciprocal;
  call.option = option;
  runStatistics(call, site);
}
} // namespace tilium

namespace ckernel {
enum class WelfordInitMode : std::uint8_t { ClearStats, PreserveStats };
enum class TwoPassAccumulation : std::uint8_t { ShiftedSum, CentredM2 };
enum class TwoPassAnchor : std::uint8_t { Reuse, Initialise };

ALWI void welford_clear(TILIUM_SITE) {
  tilium::runStatistics(tilium::statisticsOf(tilium::StatisticsStep::Clear, 0), site);
}
template <WelfordInitMode mode = WelfordInitMode::ClearStats>
ALWI void welford_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::OnlineStatistics, site);
  if constexpr (mode == WelfordInitMode::ClearStats)
    welford_clear(site);
}
/// Unpacker and matrix engine bring tiles to DST again.
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void welford_reinit(std::uint32_t cbid, std::uint32_t call_line = __builtin_LINE(),
                         TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::Operation::Copy, cbid, cbid), site);
}

template <std::uint32_t reciprocal_size>
ALWI void welford_update(std::uint32_t input_dst_idx, std::uint32_t start_idx,
                         const std::array<std::uint32_t, reciprocal_size> &reciprocal_lut,
                         TILIUM_SITE) {
  tilium::updateStatistics(input_dst_idx, start_idx, 0, 32, reciprocal_lut, site);
}
template <std::uint32_t reciprocal_size>
ALWI void welford_update_rows(std::uint32_t input_dst_idx, std::uint32_t start_idx,
                              std::uint32_t start_row, std::uint32_t num_rows,
                              const std::array<std::uint32_t, reciprocal_size> &reciprocal_lut,
                              TILIUM_SITE) {
  tilium::updateStatistics(input_dst_idx, start_idx, start_row, num_rows, reciprocal_lut, site);
}

ALWI void welford_save_state(std::uint32_t mean_dst_idx, std::uint32_t group_id, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::SaveState, mean_dst_idx, group_id, false, site);
}
ALWI void welford_save_state(std::uint32_t mean_dst_idx, TILIUM_SITE) {
  welford_save_state(mean_dst_idx, 0, site);
}
ALWI void welford_restore_state(std::uint32_t mean_dst_idx, std::uint32_t group_id, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::RestoreState, mean_dst_idx, group_id, false, site);
}
ALWI void welford_restore_state(std::uint32_t mean_dst_idx, TILIUM_SITE) {
  welford_restore_state(mean_dst_idx, 0, site);
}

template <std::size_t reciprocal_size>
ALWI void welford_finalize_to_row(std::uint32_t mean_dst_idx, std::uint32_t scale_idx,
                                  const std::array<std::uint32_t, reciprocal_size> &reciprocal_lut,
                                  TILIUM_SITE) {
  tilium::finishStatistics(tilium::StatisticsStep::FinishRow, mean_dst_idx, 0, scale_idx,
                           reciprocal_lut, site);
}
template <std::size_t reciprocal_size>
ALWI void welford_finalize_to_face(std::uint32_t mean_dst_idx, std::uint32_t group_id,
                                   std::uint32_t scale_idx,
                                   const std::array<std::uint32_t, reciprocal_size> &reciprocal_lut,
                                   TILIUM_SITE) {
  tilium::finishStatistics(tilium::StatisticsStep::FinishFace, mean_dst_idx, group_id, scale_idx,
                           reciprocal_lut, site);
}
template <std::size_t reciprocal_size>
ALWI void welford_finalize_to_face(std::uint32_t mean_dst_idx, std::uint32_t scale_idx,
                                   const std::array<std::uint32_t, reciprocal_size> &reciprocal_lut,
                                   TILIUM_SITE) {
  welford_finalize_to_face(mean_dst_idx, 0, scale_idx, reciprocal_lut, site);
}

ALWI void two_pass_stats_init_shifted(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::TwoPassStatistics, site);
}
ALWI void two_pass_stats_clear(TILIUM_SITE) {
  tilium::runStatistics(tilium::statisticsOf(tilium::StatisticsStep::Clear, 0, true), site);
}
template <TwoPassAccumulation accumulation, TwoPassAnchor anchor = TwoPassAnchor::Reuse,
          bool dual_accumulator = true>
ALWI void two_pass_stats_update_shifted_rows(std::uint32_t input_dst_idx, std::uint32_t start_row,
                                             std::uint32_t num_rows, TILIUM_SITE) {
  constexpr bool sums = accumulation == TwoPassAccumulation::ShiftedSum;
  tilium::StatisticsCall call = tilium::statisticsOf(
      sums ? tilium::StatisticsStep::UpdateSums : tilium::StatisticsStep::UpdateSquares,
      input_dst_idx, dual_accumulator);
  call.anchor = sums && anchor == TwoPassAnchor::Initialise;
  call.firstRow = start_row;
  call.rows = num_rows;
  tilium::runStatistics(call, site);
}
template <bool dual_m2 = true>
ALWI void two_pass_stats_update_rows(std::uint32_t input_dst_idx, std::uint32_t start_row,
                                     std::uint32_t num_rows, TILIUM_SITE) {
  two_pass_stats_update_shifted_rows<TwoPassAccumulation::CentredM2, TwoPassAnchor::Reuse, dual_m2>(
      input_dst_idx, start_row, num_rows, site);
}
template <bool dual_sum = true, bool retain_anchor = false>
ALWI void two_pass_stats_finish_shifted_mean(std::uint32_t reciprocal_bits, TILIUM_SITE) {
  static_assert(!retain_anchor || dual_sum, "an anchor is kept beside two sums only");
  tilium::StatisticsCall call =
      tilium::statisticsOf(tilium::StatisticsStep::FinishMean, 0, dual_sum);
  call.anchor = retain_anchor;
  call.reciprocal = reciprocal_bits;
  tilium::runStatistics(call, site);
}

template <bool dual_m2 = true>
ALWI void two_pass_stats_save_state(std::uint32_t mean_dst_idx, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::SaveState, mean_dst_idx, 0, dual_m2, site);
}
ALWI void two_pass_stats_save_anchor(std::uint32_t anchor_dst_idx, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::SaveAnchor, anchor_dst_idx, 0, false, site);
}
ALWI void two_pass_stats_restore_anchor(std::uint32_t anchor_dst_idx, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::RestoreAnchor, anchor_dst_idx, 0, false, site);
}
/// The place of a saved mean's tile that no state needs: that of the second group.
ALWI void two_pass_stats_save_anchor_to_state(std::uint32_t mean_dst_idx, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::SaveAnchor, mean_dst_idx, 1, false, site);
}
ALWI void two_pass_stats_restore_anchor_from_state(std::uint32_t mean_dst_idx, TILIUM_SITE) {
  tilium::statisticsAt(tilium::StatisticsStep::RestoreAnchor, mean_dst_idx, 1, false, site);
}
template <bool dual_accumulator>
ALWI void two_pass_stats_switch_group(std::uint32_t mean_dst_idx, std::uint32_t save_group_id,
                                      std::uint32_t restore_group_id, TILIUM_SITE) {
  static_assert(!dual_accumulator, "groups keep one sum each");
  welford_save_state(mean_dst_idx, save_group_id, site);
  welford_restore_state(mean_dst_idx, restore_group_id, site);
}
template <bool dual_m2 = true>
ALWI void two_pass_stats_combine_block(std::uint32_t mean_dst_idx,
                                       std::uint32_t total_reciprocal_bits,
                                       std::uint32_t block_n_bits, TILIUM_SITE) {
  tilium::StatisticsCall call =
      tilium::statisticsOf(tilium::StatisticsStep::CombineBlock, mean_dst_idx, dual_m2);
  call.reciprocal = total_reciprocal_bits;
  call.count = block_n_bits;
  tilium::runStatistics(call, site);
}

template <bool dual_m2 = true, bool store_mean = true>
ALWI void two_pass_stats_finalize_to_row(std::uint32_t mean_dst_idx, std::uint32_t reciprocal_bits,
                                         TILIUM_SITE) {
  tilium::finishPasses(tilium::StatisticsStep::FinishRow, mean_dst_idx, 0, reciprocal_bits, dual_m2,
                       store_mean, site);
}
template <bool dual_m2 = true>
ALWI void two_pass_stats_finalize_split_mean_to_row(std::uint32_t mean_dst_idx,
                                                    std::uint32_t reciprocal_bits, TILIUM_SITE) {
  tilium::finishPasses(tilium::StatisticsStep::FinishSplitRow, mean_dst_idx, 0, reciprocal_bits,
                       dual_m2, true, site);
}
template <bool dual_m2 = true>
ALWI void two_pass_stats_finalize_to_face(std::uint32_t mean_dst_idx, std::uint32_t group_id,
                                          std::uint32_t reciprocal_bits, TILIUM_SITE) {
  tilium::finishPasses(tilium::StatisticsStep::FinishFace, mean_dst_idx, group_id, reciprocal_bits,
                       dual_m2, true, site);
}
#if defined(WELFORD_SFPU_LOCAL_COMBINE) || defined(WELFORD_SFPU_LEAF_COMBINE)
template <bool dual_m2 = true, bool average_variance = true>
ALWI void two_pass_stats_finalize_and_combine_to_face(std::uint32_t mean_dst_idx,
                                                      std::uint32_t group_id,
                                                      std::uint32_t reciprocal_bits, TILIUM_SITE) {
  tilium::finishPasses(tilium::StatisticsStep::FinishCombinedFace, mean_dst_idx, group_id,
                       reciprocal_bits, dual_m2, average_variance, site);
}
#endif
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_WELFORD_H
