//===- gelu.h - Gaussian error linear unit ----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Gelu, site);
}
template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Gelu, idst, site, fast_and_approx);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H
