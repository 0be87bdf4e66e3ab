//===- sdpa_sub_custom.h - Differences of a block and a column --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_SDPA_SUB_CUSTOM_H
#define TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_SDPA_SUB_CUSTOM_H

#include "api/compute/bcast.h"

namespace ckernel {
ALWI void sub_bcast_cols_init_short_custom(std::uint32_t icb0, std::uint32_t icb1,
                                           std::uint32_t ct_dim,
                                           std::uint32_t call_line = __builtin_LINE(),
                                           TILIUM_SITE) {
  sub_bcast_cols_init(icb0, icb1, call_line, site);
}
/// DST[idst + i] = icb0[itile0 + i] - the first column of icb1[itile1], for `ct_dim` tiles.
ALWI void sub_tiles_bcast_cols_custom(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t itile0,
                                      std::uint32_t itile1, std::uint32_t idst,
                                      std::uint32_t ct_dim, TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ct_dim; ++i)
    sub_tiles_bcast_cols(icb0, icb1, itile0 + i, itile1, idst + i, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_EXPERIMENTAL_SDPA_SUB_CUSTOM_H
