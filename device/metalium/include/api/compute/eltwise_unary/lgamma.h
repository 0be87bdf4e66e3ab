//===- lgamma.h - The logarithm of the gamma function -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LGAMMA_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LGAMMA_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void lgamma_stirling_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LgammaStirling, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void lgamma_stirling_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LgammaStirling, idst), site);
}

ALWI void lgamma_stirling_float_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LgammaStirlingOfLog, site);
}

ALWI void lgamma_stirling_float_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                                     TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LgammaStirlingOfLog, idst0, idst1, idst2), site);
}

ALWI void lgamma_adjusted_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LgammaAdjusted, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void lgamma_adjusted_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                               std::uint32_t idst3, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LgammaAdjusted, idst0, idst1, idst2, idst3)
                      .with(is_fp32_dest_acc_en),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LGAMMA_H
