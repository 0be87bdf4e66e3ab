//===- sfpu_binary_bcast.h - DST tiles and a row or column -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_SFPU_BINARY_BCAST_H
#define TILIUM_METALIUM_API_COMPUTE_SFPU_BINARY_BCAST_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sfpu_bcast_col_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::ColumnInit, site); }
ALWI void sfpu_add_bcast_col_init(TILIUM_SITE) { sfpu_bcast_col_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_add_bcast_col(std::uint32_t dst_data_idx, std::uint32_t dst_col_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::AddColumn, dst_data_idx, dst_col_vec_idx, dst_data_idx), site);
}
ALWI void sfpu_sub_bcast_col_init(TILIUM_SITE) { sfpu_bcast_col_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_sub_bcast_col(std::uint32_t dst_data_idx, std::uint32_t dst_col_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::SubColumn, dst_data_idx, dst_col_vec_idx, dst_data_idx), site);
}
ALWI void sfpu_mul_bcast_col_init(TILIUM_SITE) { sfpu_bcast_col_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_mul_bcast_col(std::uint32_t dst_data_idx, std::uint32_t dst_col_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::MulColumn, dst_data_idx, dst_col_vec_idx, dst_data_idx), site);
}

/// (data - mean) times a factor; mean and factor are the first columns of tiles.
ALWI void sfpu_normalize_bcast_col(std::uint32_t dst_data_idx, std::uint32_t dst_mean_col_idx,
                                   std::uint32_t dst_inv_std_col_idx, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NormalizeColumn, dst_data_idx, dst_mean_col_idx,
                                  dst_inv_std_col_idx, dst_data_idx),
                  site);
}
ALWI void sfpu_normalize_bcast_col_two_tiles(std::uint32_t dst_data_idx,
                                             std::uint32_t dst_second_data_idx,
                                             std::uint32_t dst_mean_col_idx,
                                             std::uint32_t dst_inv_std_col_idx, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NormalizeColumnOfTwo, dst_data_idx,
                                  dst_mean_col_idx, dst_inv_std_col_idx, dst_data_idx)
                      .with(dst_second_data_idx),
                  site);
}
ALWI void sfpu_residual_normalize_bcast_col(std::uint32_t dst_data_idx,
                                            std::uint32_t dst_residual_idx,
                                            std::uint32_t dst_mean_col_idx,
                                            std::uint32_t dst_inv_std_col_idx, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NormalizeColumnOfSum, dst_data_idx,
                                  dst_mean_col_idx, dst_inv_std_col_idx, dst_data_idx)
                      .with(dst_residual_idx),
                  site);
}
ALWI void sfpu_normalize_bcast_scalar_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RowInit, site);
}
ALWI void sfpu_normalize_bcast_scalar(std::uint32_t dst_data_idx, std::uint32_t dst_mean_scalar_idx,
                                      std::uint32_t dst_inv_std_scalar_idx, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NormalizeScalar, dst_data_idx, dst_mean_scalar_idx,
                                  dst_inv_std_scalar_idx, dst_data_idx),
                  site);
}

ALWI void sfpu_bcast_row_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::RowInit, site); }
ALWI void sfpu_add_bcast_row_init(TILIUM_SITE) { sfpu_bcast_row_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_add_bcast_row(std::uint32_t dst_data_idx, std::uint32_t dst_row_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::AddRow, dst_data_idx, dst_row_vec_idx, dst_data_idx), site);
}
ALWI void sfpu_sub_bcast_row_init(TILIUM_SITE) { sfpu_bcast_row_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_sub_bcast_row(std::uint32_t dst_data_idx, std::uint32_t dst_row_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::SubRow, dst_data_idx, dst_row_vec_idx, dst_data_idx), site);
}
ALWI void sfpu_mul_bcast_row_init(TILIUM_SITE) { sfpu_bcast_row_init(site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_mul_bcast_row(std::uint32_t dst_data_idx, std::uint32_t dst_row_vec_idx,
                             TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::MulRow, dst_data_idx, dst_row_vec_idx, dst_data_idx), site);
}

template <BroadcastType Dim>
ALWI void sfpu_bcast_init(TILIUM_SITE) {
  static_assert(Dim == BroadcastType::COL || Dim == BroadcastType::ROW,
                "sfpu_bcast_init takes BroadcastType::COL or ROW");
  if constexpr (Dim == BroadcastType::COL)
    sfpu_bcast_col_init(site);
  else
    sfpu_bcast_row_init(site);
}
template <BroadcastType Dim, EltwiseBinaryType Op, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_bcast(std::uint32_t dst_data_idx, std::uint32_t dst_bcast_idx, TILIUM_SITE) {
  static_assert(Dim == BroadcastType::COL || Dim == BroadcastType::ROW,
                "sfpu_bcast takes BroadcastType::COL or ROW");
  static_assert(Op == EltwiseBinaryType::ELWADD || Op == EltwiseBinaryType::ELWSUB ||
                    Op == EltwiseBinaryType::ELWMUL,
                "sfpu_bcast takes EltwiseBinaryType::ELWADD, ELWSUB or ELWMUL");
  constexpr bool isColumn = Dim == BroadcastType::COL;
  constexpr tilium::Sfpu function =
      Op == EltwiseBinaryType::ELWADD ? (isColumn ? tilium::Sfpu::AddColumn : tilium::Sfpu::AddRow)
      : Op == EltwiseBinaryType::ELWSUB
          ? (isColumn ? tilium::Sfpu::SubColumn : tilium::Sfpu::SubRow)
          : (isColumn ? tilium::Sfpu::MulColumn : tilium::Sfpu::MulRow);
  tilium::sfpuRun(tilium::onTiles(function, dst_data_idx, dst_bcast_idx, dst_data_idx), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_SFPU_BINARY_BCAST_H
