//===- tile_move_copy.h - Calls of before 0.81 ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
// Until TT-Metalium 0.80 an operation's own initialisation could set up the engines as well
// ("init"), or not ("init_short"), or switch the formats of operands too ("with_dt").
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TILE_MOVE_COPY_H
#define TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TILE_MOVE_COPY_H

#include "api/compute/reconfig_data_format.h"
#include "api/compute/tile_move_copy.h"

namespace ckernel {
ALWI void copy_tile_to_dst_init_short_with_dt(std::uint32_t old_cbid, std::uint32_t new_cbid,
                                              std::uint32_t transpose = 0, TILIUM_SITE) {
  reconfig_data_format_srca(old_cbid, new_cbid, site);
  copy_init(new_cbid, transpose, false, __builtin_LINE(), site);
}
ALWI void copy_block_matmul_partials(std::uint32_t in_cb_id, std::uint32_t start_in_tile_index,
                                     std::uint32_t start_dst_tile_index, std::uint32_t ntiles,
                                     TILIUM_SITE) {
  copy_block(in_cb_id, start_in_tile_index, start_dst_tile_index, ntiles, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TILE_MOVE_COPY_H
