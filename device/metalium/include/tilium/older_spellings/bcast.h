//===- bcast.h - Calls of before 0.81 ---------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
// Until TT-Metalium 0.80 an operation's own initialisation could set up the engines as well
// ("init"), or not ("init_short"), or switch the formats of operands too ("with_dt").
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_BCAST_H
#define TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_BCAST_H

#include "api/compute/bcast.h"
#include "api/compute/compute_kernel_hw_startup.h"

namespace ckernel {
ALWI void add_bcast_rows_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  add_bcast_rows_init(icb0, icb1, call_line, site);
}
ALWI void add_bcast_cols_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  add_bcast_cols_init(icb0, icb1, call_line, site);
}
ALWI void add_bcast_scalar_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  add_bcast_scalar_init(icb0, icb1, call_line, site);
}
ALWI void sub_bcast_rows_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  sub_bcast_rows_init(icb0, icb1, call_line, site);
}
ALWI void sub_bcast_cols_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  sub_bcast_cols_init(icb0, icb1, call_line, site);
}
ALWI void sub_tiles_bcast_scalar_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                            std::uint32_t call_line = __builtin_LINE(),
                                            TILIUM_SITE) {
  sub_bcast_scalar_init(icb0, icb1, call_line, site);
}
ALWI void mul_bcast_rows_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  mul_bcast_rows_init(icb0, icb1, call_line, site);
}
ALWI void mul_bcast_cols_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                    std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  mul_bcast_cols_init(icb0, icb1, call_line, site);
}
ALWI void mul_tiles_bcast_scalar_init_short(std::uint32_t icb0, std::uint32_t icb1,
                                            std::uint32_t call_line = __builtin_LINE(),
                                            TILIUM_SITE) {
  mul_bcast_scalar_init(icb0, icb1, call_line, site);
}
template <EltwiseBinaryType tBcastOp, BroadcastType tBcastDim>
ALWI void init_bcast(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t ocb,
                     std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup(icb0, icb1, ocb, site);
  bcast_init<tBcastOp, tBcastDim>(icb0, icb1, call_line, site);
}
template <BroadcastType bcast_type>
ALWI void unary_bcast_init(std::uint32_t icb, std::uint32_t ocb,
                           std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup(icb, ocb, site);
  unary_bcast_init<bcast_type>(icb, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_BCAST_H
