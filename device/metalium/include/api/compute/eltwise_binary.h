//===- eltwise_binary.h - Element-wise operations on two tiles --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace ckernel {
template <bool full_init, EltwiseBinaryType eltwise_binary_type>
ALWI void binary_tiles_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = false,
                            std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::OperationCall call =
      tilium::tiles(tilium::elementwise(eltwise_binary_type), icb0, icb1);
  call.accumulate = acc_to_dest;
  tilium::device->engineInit(call, site);
}

ALWI void add_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = false,
                   std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  binary_tiles_init<true, EltwiseBinaryType::ELWADD>(icb0, icb1, acc_to_dest, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_tiles(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                    std::uint32_t itile1, std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(
      tilium::tiles(tilium::Operation::Add, icb0, icb1, itile0, itile1, idst), site);
}
template <EltwiseBinaryReuseDestType reuse_dest>
ALWI void add_reuse_dest_init(std::uint32_t icb, std::uint32_t call_line = __builtin_LINE(),
                              TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Add, icb, icb);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineInit(call, site);
}
template <EltwiseBinaryReuseDestType reuse_dest, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_reuse_dest_tiles(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                               std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Add, in_cb_id, in_cb_id,
                                             in_tile_index, in_tile_index, dst_tile_index);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineRun(call, site);
}

ALWI void sub_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = false,
                   std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  binary_tiles_init<true, EltwiseBinaryType::ELWSUB>(icb0, icb1, acc_to_dest, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_tiles(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                    std::uint32_t itile1, std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(
      tilium::tiles(tilium::Operation::Subtract, icb0, icb1, itile0, itile1, idst), site);
}
template <EltwiseBinaryReuseDestType reuse_dest>
ALWI void sub_reuse_dest_init(std::uint32_t icb, std::uint32_t call_line = __builtin_LINE(),
                              TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Subtract, icb, icb);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineInit(call, site);
}
template <EltwiseBinaryReuseDestType reuse_dest, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_reuse_dest_tiles(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                               std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Subtract, in_cb_id, in_cb_id,
                                             in_tile_index, in_tile_index, dst_tile_index);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineRun(call, site);
}

ALWI void mul_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = true,
                   std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  binary_tiles_init<true, EltwiseBinaryType::ELWMUL>(icb0, icb1, acc_to_dest, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_tiles(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                    std::uint32_t itile1, std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(
      tilium::tiles(tilium::Operation::Multiply, icb0, icb1, itile0, itile1, idst), site);
}
template <EltwiseBinaryReuseDestType reuse_dest>
ALWI void mul_reuse_dest_init(std::uint32_t icb, std::uint32_t call_line = __builtin_LINE(),
                              TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Multiply, icb, icb);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineInit(call, site);
}
template <EltwiseBinaryReuseDestType reuse_dest, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_reuse_dest_tiles(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                               std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Multiply, in_cb_id, in_cb_id,
                                             in_tile_index, in_tile_index, dst_tile_index);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineRun(call, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_block(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t start_itile0,
                    std::uint32_t start_itile1, std::uint32_t start_idst, std::uint32_t ntiles,
                    TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    mul_tiles<is_fp32_dest_acc_en>(icb0, icb1, start_itile0 + i, start_itile1 + i, start_idst + i,
                                  site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_block(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t start_itile0,
                    std::uint32_t start_itile1, std::uint32_t start_idst, std::uint32_t ntiles,
                    TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    add_tiles<is_fp32_dest_acc_en>(icb0, icb1, start_itile0 + i, start_itile1 + i, start_idst + i,
                                  site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_block(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t start_itile0,
                    std::uint32_t start_itile1, std::uint32_t start_idst, std::uint32_t ntiles,
                    TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    sub_tiles<is_fp32_dest_acc_en>(icb0, icb1, start_itile0 + i, start_itile1 + i, start_idst + i,
                                  site);
}

template <EltwiseBinaryType eltwise_binary_type, EltwiseBinaryReuseDestType reuse_dest>
ALWI void binary_reuse_dest_init(std::uint32_t icb0, std::uint32_t call_line, TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::elementwise(eltwise_binary_type), icb0, icb0);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineInit(call, site);
}
template <EltwiseBinaryType eltwise_binary_type, EltwiseBinaryReuseDestType reuse_dest,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void binary_reuse_dest_tiles(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                                  std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::elementwise(eltwise_binary_type), in_cb_id,
                                             in_cb_id, in_tile_index, in_tile_index,
                                             dst_tile_index);
  call.reuse = static_cast<std::uint8_t>(reuse_dest);
  tilium::device->engineRun(call, site);
}
} // namespace ckernel

#include "tilium/older_spellings/eltwise_binary.h"

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_H
