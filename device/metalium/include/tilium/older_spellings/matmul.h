//===- matmul.h - Calls of before 0.81 --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
// Until TT-Metalium 0.80 an operation's own initialisation could set up the engines as well
// ("init"), or not ("init_short"), or switch the formats of operands too ("with_dt").
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_MATMUL_H
#define TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_MATMUL_H

#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/matmul.h"
#include "api/compute/reconfig_data_format.h"

namespace ckernel {
ALWI void mm_init(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id, std::uint32_t out_cb_id,
                  const std::uint32_t transpose = 0, std::uint32_t call_line = __builtin_LINE(),
                  TILIUM_SITE) {
  compute_kernel_hw_startup<SrcOrder::Reverse>(in0_cb_id, in1_cb_id, out_cb_id, site);
  matmul_init(in0_cb_id, in1_cb_id, transpose, call_line, site);
}
ALWI void mm_init_short(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                        const std::uint32_t transpose = 0,
                        std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  matmul_init(in0_cb_id, in1_cb_id, transpose, call_line, site);
}
/// The second operand of a product is in source register A.
ALWI void mm_init_short_with_dt(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                                std::uint32_t c_in_old_srca, const std::uint32_t transpose = 0,
                                std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  reconfig_data_format_srca(c_in_old_srca, in1_cb_id, site);
  matmul_init(in0_cb_id, in1_cb_id, transpose, call_line, site);
}
ALWI void matmul_tiles(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                       std::uint32_t in0_tile_index, std::uint32_t in1_tile_index,
                       std::uint32_t idst, const std::uint32_t transpose, TILIUM_SITE) {
  matmul_tiles(in0_cb_id, in1_cb_id, in0_tile_index, in1_tile_index, idst, site);
}
ALWI void mm_block_init(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id, std::uint32_t out_cb_id,
                        const std::uint32_t transpose = 0, std::uint32_t ct_dim = 1,
                        std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1,
                        std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup<SrcOrder::Reverse>(in0_cb_id, in1_cb_id, out_cb_id, site);
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, call_line, site);
}
ALWI void mm_block_init_short(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                              const std::uint32_t transpose = 0, std::uint32_t ct_dim = 1,
                              std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1,
                              std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, call_line, site);
}
ALWI void mm_block_init_short_with_dt(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                                      std::uint32_t old_in1_cb_id,
                                      const std::uint32_t transpose = 0, std::uint32_t ct_dim = 1,
                                      std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1,
                                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  reconfig_data_format_srca(old_in1_cb_id, in1_cb_id, site);
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, call_line, site);
}
ALWI void mm_block_init_short_with_both_dt(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                                           std::uint32_t old_in0_cb_id, std::uint32_t old_in1_cb_id,
                                           const std::uint32_t transpose = 0,
                                           std::uint32_t ct_dim = 1, std::uint32_t rt_dim = 1,
                                           std::uint32_t kt_dim = 1,
                                           std::uint32_t call_line = __builtin_LINE(),
                                           TILIUM_SITE) {
  reconfig_data_format(old_in1_cb_id, in1_cb_id, old_in0_cb_id, in0_cb_id, site);
  matmul_block_init(in0_cb_id, in1_cb_id, transpose, ct_dim, rt_dim, kt_dim, call_line, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_MATMUL_H
