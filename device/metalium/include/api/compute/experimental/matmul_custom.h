//===- matmul_custom.h - Products without the engine's macro ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_MATMUL_CUSTOM_H
#define TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_MATMUL_CUSTOM_H

#include "api/compute/matmul.h"
#include "tilium/unmodelled.h"

// The same products as matmul_block's, issued instruction by instruction.

namespace ckernel {
TILIUM_UNMODELLED(matmul_set_in1_column_stride)
TILIUM_UNMODELLED(mm_no_mop_init_short_fidelity)
TILIUM_UNMODELLED(mm_no_mop_reinit_short_fidelity)
TILIUM_UNMODELLED(matmul_block_no_mop_fidelity)

ALWI void mm_no_mop_init_short(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                               const bool transpose = false, std::uint32_t ct_dim = 1,
                               std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1, TILIUM_SITE) {
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, 0, site);
}
ALWI void mm_no_mop_reinit_short(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                                 const bool transpose = false, std::uint32_t ct_dim = 1,
                                 std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1, TILIUM_SITE) {
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, 0, site);
}
ALWI void matmul_block_no_mop(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                              std::uint32_t in0_tile_index, std::uint32_t in1_tile_index,
                              std::uint32_t idst, const bool transpose, std::uint32_t ct_dim,
                              std::uint32_t rt_dim, std::uint32_t kt_dim, TILIUM_SITE) {
  matmul_block(in0_cb_id, in1_cb_id, in0_tile_index, in1_tile_index, idst, transpose, ct_dim,
               rt_dim, kt_dim, 0, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_MATMUL_CUSTOM_H
