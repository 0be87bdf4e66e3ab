//===- bcast.h - Element-wise operations with a broadcast operand --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BCAST_H
#define TILIUM_METALIUM_API_COMPUTE_BCAST_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace ckernel {
template <BroadcastType bcast_type, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void unary_bcast_init(std::uint32_t icb, TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::Operation::UnaryBroadcast, icb, icb, 0, 0, 0,
                                           static_cast<tilium::Broadcast>(bcast_type)),
                             site);
}
template <BroadcastType bcast_type, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void unary_bcast(std::uint32_t icb, std::uint32_t in_tile_index,
                      std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::device->engineRun(tilium::tiles(tilium::Operation::UnaryBroadcast, icb, icb,
                                          in_tile_index, in_tile_index, dst_tile_index,
                                          static_cast<tilium::Broadcast>(bcast_type)),
                            site);
}
template <BroadcastType bcast_type> ALWI void unary_bcast_uninit(std::uint32_t icb, TILIUM_SITE) {
  tilium::device->engineUninit(tilium::Operation::UnaryBroadcast, site);
}
template <EltwiseBinaryType tBcastOp, BroadcastType tBcastDim>
ALWI void bcast_init(std::uint32_t icb0, std::uint32_t icb1,
                     std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::elementwise(tBcastOp), icb0, icb1, 0, 0, 0,
                                           static_cast<tilium::Broadcast>(tBcastDim)),
                             site);
}
template <EltwiseBinaryType tBcastOp, BroadcastType tBcastDim,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void any_tiles_bcast(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                          std::uint32_t itile1, std::uint32_t idst,
                          std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  tilium::device->engineRun(tilium::tiles(tilium::elementwise(tBcastOp), icb0, icb1, itile0,
                                          itile1, idst, static_cast<tilium::Broadcast>(tBcastDim)),
                            site);
}

template <BroadcastType tBcastDim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_tiles_bcast(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                          std::uint32_t itile1, std::uint32_t idst,
                          std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWADD, tBcastDim>(icb0, icb1, itile0, itile1, idst,
                                                     bcast_row_idx, site);
}
ALWI void add_bcast_rows_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWADD, BroadcastType::ROW>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_tiles_bcast_rows(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWADD, BroadcastType::ROW>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void add_bcast_cols_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWADD, BroadcastType::COL>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_tiles_bcast_cols(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWADD, BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void add_bcast_scalar_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWADD, BroadcastType::SCALAR>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_tiles_bcast_scalar(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWADD, BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}

template <BroadcastType tBcastDim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_tiles_bcast(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                          std::uint32_t itile1, std::uint32_t idst,
                          std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWSUB, tBcastDim>(icb0, icb1, itile0, itile1, idst,
                                                     bcast_row_idx, site);
}
ALWI void sub_bcast_rows_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWSUB, BroadcastType::ROW>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_tiles_bcast_rows(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWSUB, BroadcastType::ROW>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void sub_bcast_cols_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWSUB, BroadcastType::COL>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_tiles_bcast_cols(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWSUB, BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void sub_bcast_scalar_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWSUB, BroadcastType::SCALAR>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_tiles_bcast_scalar(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWSUB, BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}

template <BroadcastType tBcastDim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_tiles_bcast(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                          std::uint32_t itile1, std::uint32_t idst,
                          std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWMUL, tBcastDim>(icb0, icb1, itile0, itile1, idst,
                                                     bcast_row_idx, site);
}
ALWI void mul_bcast_rows_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWMUL, BroadcastType::ROW>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_tiles_bcast_rows(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              std::uint32_t bcast_row_idx = 0, TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWMUL, BroadcastType::ROW>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void mul_bcast_cols_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWMUL, BroadcastType::COL>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_tiles_bcast_cols(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWMUL, BroadcastType::COL>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
ALWI void mul_bcast_scalar_init(std::uint32_t icb0, std::uint32_t icb1,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  bcast_init<EltwiseBinaryType::ELWMUL, BroadcastType::SCALAR>(icb0, icb1, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_tiles_bcast_scalar(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                              std::uint32_t itile1, std::uint32_t idst,
                              TILIUM_SITE) {
  any_tiles_bcast<EltwiseBinaryType::ELWMUL, BroadcastType::SCALAR>(icb0, icb1, itile0, itile1, idst, 0,
                                                              site);
}
} // namespace ckernel

#include "tilium/older_spellings/bcast.h"

#endif // TILIUM_METALIUM_API_COMPUTE_BCAST_H
