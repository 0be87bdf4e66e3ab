//===- logaddexp.h - Logarithms of sums of exponentials ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_LOGADDEXP_H
#define TILIUM_METALIUM_API_COMPUTE_LOGADDEXP_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void logaddexp_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogAddExp, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void logaddexp_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LogAddExp, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_LOGADDEXP_H
