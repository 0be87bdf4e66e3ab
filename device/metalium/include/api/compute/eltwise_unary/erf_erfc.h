//===- erf_erfc.h - Error functions -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERF_ERFC_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERF_ERFC_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = true>
ALWI void erf_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Erf, site);
}

template <bool fast_and_approx = true>
ALWI void erf_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Erf, idst).approximately(fast_and_approx), site);
}

ALWI void erfc_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Erfc, site);
}

ALWI void erfc_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Erfc, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERF_ERFC_H
