//===- nextafter.h - The next number ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H
#define TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void nextafter_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NextAfter, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void nextafter_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  static_assert(is_fp32_dest_acc_en, "the next number of fp32 needs a DST of 32 bits; for bfloat16 "
                                     "there is nextafter_bf16_binary_tile");
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NextAfter, idst0, idst1, odst), site);
}
ALWI void nextafter_bf16_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NextAfterBfloat16, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void nextafter_bf16_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                     TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NextAfterBfloat16, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H
