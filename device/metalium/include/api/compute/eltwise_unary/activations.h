//===- activations.h - Activations ------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ACTIVATIONS_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ACTIVATIONS_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void hardsigmoid_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Hardsigmoid, site);
}

ALWI void hardsigmoid_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardsigmoid, idst), site);
}

ALWI void hardsigmoid_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Hardsigmoid).onPack(), site);
}

ALWI void hardsigmoid_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardsigmoid, idst).onPack(), site);
}

ALWI void softsign_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Softsign, site);
}

ALWI void softsign_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Softsign, idst), site);
}

ALWI void celu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Celu, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void celu_tile(std::uint32_t idst, std::uint32_t alpha, std::uint32_t alpha_recip,
                    TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Celu, idst).with(alpha, alpha_recip), site);
}

ALWI void softshrink_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Softshrink, site);
}

ALWI void softshrink_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Softshrink, idst).with(param0), site);
}

ALWI void hardshrink_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Hardshrink, site);
}

ALWI void hardshrink_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardshrink, idst).with(param0), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ACTIVATIONS_H
