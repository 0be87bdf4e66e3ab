//===- log1p.h - log(1 + x) -------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOG1P_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOG1P_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log1p_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Log1p, site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log1p_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Log1p, idst).approximately(fast_and_approx), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOG1P_H
