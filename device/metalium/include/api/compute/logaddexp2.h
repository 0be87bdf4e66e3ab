//===- logaddexp2.h - The same to the base 2 --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_LOGADDEXP2_H
#define TILIUM_METALIUM_API_COMPUTE_LOGADDEXP2_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void logaddexp2_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogAddExp2, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void logaddexp2_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                 TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LogAddExp2, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_LOGADDEXP2_H
