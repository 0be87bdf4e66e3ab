//===- selu.h - Scaled exponential linear units -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SELU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void selu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Selu, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void selu_tile(std::uint32_t idst, std::uint32_t scale, std::uint32_t alpha, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Selu, idst).with(scale, alpha), site);
}

ALWI void selu_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Selu).onPack(), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void selu_tile_pack(std::uint32_t idst, std::uint32_t scale, std::uint32_t alpha,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Selu, idst).with(scale, alpha).onPack(), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SELU_H
