//===- transpose.h - Transposing tiles --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_H
#define TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace ckernel {
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void transpose_init(std::uint32_t icb, std::uint32_t call_line = __builtin_LINE(),
                         TILIUM_SITE) {
  tilium::device->engineInit(tilium::tiles(tilium::Operation::Transpose, icb, icb), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void transpose_tile(std::uint32_t icb, std::uint32_t itile, std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(
      tilium::tiles(tilium::Operation::Transpose, icb, icb, itile, itile, idst), site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void transpose_block(std::uint32_t icb, std::uint32_t start_itile, std::uint32_t start_idst,
                          std::uint32_t ntiles, TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    transpose_tile<is_fp32_dest_acc_en>(icb, start_itile + i, start_idst + i, site);
}
} // namespace ckernel

#include "tilium/older_spellings/transpose.h"

#endif // TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_H
