//===- mish.h - Mish --------------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MISH_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MISH_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool APPROXIMATION_MODE>
ALWI void mish_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Mish, site);
}

template <bool APPROXIMATION_MODE, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mish_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Mish, idst)
                      .approximately(APPROXIMATION_MODE),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MISH_H
