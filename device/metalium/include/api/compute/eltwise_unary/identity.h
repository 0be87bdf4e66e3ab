//===- identity.h - Copies in place -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_IDENTITY_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_IDENTITY_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void identity_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Identity, site);
}

ALWI void identity_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Identity, idst), site);
}

ALWI void identity_tile_uint32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Identity, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_IDENTITY_H
