//===- cbrt.h - Cube roots --------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CBRT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CBRT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void cbrt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::CubeRoot, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void cbrt_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::CubeRoot, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CBRT_H
