//===- digamma.h - Digamma --------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DIGAMMA_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DIGAMMA_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void digamma_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Digamma, site);
}

ALWI void digamma_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Digamma, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DIGAMMA_H
