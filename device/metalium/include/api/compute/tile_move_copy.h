//===- tile_move_copy.h - Tiles from circular buffers to DST ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TILE_MOVE_COPY_H
#define TILIUM_METALIUM_API_COMPUTE_TILE_MOVE_COPY_H

#include "api/compute/common_globals.h"
#include "api/compute/reconfig_data_format.h"
#include "tilium/operations.h"

namespace ckernel {
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void copy_init(std::uint32_t cbid, std::uint32_t transpose = 0,
                    std::uint32_t transpose_within_16x16_face = false,
                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Copy, cbid, cbid);
  call.transpose = tilium::transposition(transpose, transpose_within_16x16_face);
  tilium::device->engineInit(call, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void copy_tile(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                    std::uint32_t dst_tile_index, TILIUM_SITE) {
  tilium::device->engineRun(tilium::tiles(tilium::Operation::Copy, in_cb_id, in_cb_id,
                                          in_tile_index, in_tile_index, dst_tile_index),
                            site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void copy_block(std::uint32_t in_cb_id, std::uint32_t start_in_tile_index,
                     std::uint32_t start_dst_tile_index, std::uint32_t ntiles, TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    copy_tile(in_cb_id, start_in_tile_index + i, start_dst_tile_index + i, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
[[deprecated("Renamed to copy_init()")]] ALWI void
copy_tile_init(std::uint32_t cbid, std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  copy_init(cbid, 0, false, call_line, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
[[deprecated("Renamed to copy_init()")]] ALWI void
copy_tile_to_dst_init_short(std::uint32_t cbid, std::uint32_t transpose = 0,
                            std::uint32_t transpose_within_16x16_face = false,
                            std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  copy_init(cbid, transpose, transpose_within_16x16_face, call_line, site);
}
} // namespace ckernel

#include "tilium/older_spellings/tile_move_copy.h"

#endif // TILIUM_METALIUM_API_COMPUTE_TILE_MOVE_COPY_H
