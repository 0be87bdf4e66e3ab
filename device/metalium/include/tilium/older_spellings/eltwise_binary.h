//===- eltwise_binary.h - Calls of before 0.81 ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
// Until TT-Metalium 0.80 an operation's own initialisation could set up the engines as well
// ("init"), or not ("init_short"), or switch the formats of operands too ("with_dt").
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_ELTWISE_BINARY_H
#define TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_ELTWISE_BINARY_H

#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_binary.h"

namespace ckernel {
ALWI void binary_op_init_common(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t ocb,
                                std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup(icb0, icb1, ocb, site);
}
ALWI void add_tiles_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = false,
                         std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  add_init(icb0, icb1, acc_to_dest, call_line, site);
}
ALWI void sub_tiles_init(std::uint32_t icb0, std::uint32_t icb1, bool acc_to_dest = false,
                         std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  sub_init(icb0, icb1, acc_to_dest, call_line, site);
}
ALWI void mul_tiles_init(std::uint32_t icb0, std::uint32_t icb1,
                         std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  mul_init(icb0, icb1, true, call_line, site);
}
template <EltwiseBinaryType eltwise_binary_type = EltwiseBinaryType::ELWADD,
          EltwiseBinaryReuseDestType binary_reuse_dest = EltwiseBinaryReuseDestType::NONE>
ALWI void binary_dest_reuse_tiles_init(std::uint32_t icb0,
                                       std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  binary_reuse_dest_init<eltwise_binary_type, binary_reuse_dest>(icb0, call_line, site);
}
template <EltwiseBinaryType eltwise_binary_type = EltwiseBinaryType::ELWADD,
          EltwiseBinaryReuseDestType binary_reuse_dest = EltwiseBinaryReuseDestType::NONE>
ALWI void binary_dest_reuse_tiles(std::uint32_t in_cb_id, std::uint32_t in_tile_index,
                                  std::uint32_t dst_tile_index, TILIUM_SITE) {
  binary_reuse_dest_tiles<eltwise_binary_type, binary_reuse_dest>(in_cb_id, in_tile_index,
                                                                  dst_tile_index, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_ELTWISE_BINARY_H
