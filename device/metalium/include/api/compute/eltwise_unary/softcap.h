//===- softcap.h - Soft limits ----------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTCAP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTCAP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void softcap_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Softcap, site);
}

ALWI void softcap_tile(std::uint32_t idst, std::uint32_t beta, std::uint32_t beta_recip,
                       TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Softcap, idst).with(beta, beta_recip), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTCAP_H
