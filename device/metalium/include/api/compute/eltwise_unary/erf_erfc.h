//===- erf_erfc.h - Error function ------------------------------*- C++ -*-===//
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
template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void erf_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Erf, idst, site, fast_and_approx);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERF_ERFC_H
