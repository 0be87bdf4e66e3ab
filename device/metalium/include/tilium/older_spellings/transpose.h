//===- transpose.h - Calls of before 0.81 -----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
// Until TT-Metalium 0.80 an operation's own initialisation could set up the engines as well
// ("init"), or not ("init_short"), or switch the formats of operands too ("with_dt").
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TRANSPOSE_H
#define TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TRANSPOSE_H

#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/transpose.h"

namespace ckernel {
ALWI void transpose_wh_init_short(std::uint32_t icb, std::uint32_t call_line = __builtin_LINE(),
                                  TILIUM_SITE) {
  transpose_init(icb, call_line, site);
}
ALWI void transpose_wh_init(std::uint32_t icb, std::uint32_t ocb,
                            std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  compute_kernel_hw_startup(icb, ocb, site);
  transpose_init(icb, call_line, site);
}
ALWI void transpose_wh_tile(std::uint32_t icb, std::uint32_t itile, std::uint32_t idst,
                            TILIUM_SITE) {
  transpose_tile(icb, itile, idst, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_OLDER_SPELLINGS_TRANSPOSE_H
