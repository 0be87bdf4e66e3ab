//===- eltwise_unary.h - Start of unary kernels -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELTWISE_UNARY_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELTWISE_UNARY_H

#include "api/compute/common.h"
#include "api/compute/tile_move_copy.h"

namespace ckernel {
ALWI void unary_op_init_common(std::uint32_t icb, std::uint32_t ocb,
                               std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup(icb, ocb, site);
  copy_init(icb, 0, false, call_line, site);
}
ALWI void init_sfpu(std::uint32_t icb, std::uint32_t ocb, std::uint32_t call_line = __builtin_LINE(),
                    TILIUM_SITE) {
  unary_op_init_common(icb, ocb, call_line, site);
}
} // namespace ckernel

// Kernels write SFPI programs for the math processor without an include of their own.
#ifdef TRISC_MATH
#include "tilium/low_level_sfpu.h"
#endif

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELTWISE_UNARY_H
