//===- sqrt.h - Square roots ------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SQRT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SQRT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sqrt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sqrt, site);
}

template <bool FAST_APPROX = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sqrt_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sqrt, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SQRT_H
