//===- trigonometry.h - Sine and cosine -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sin_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sin, site);
}
ALWI void sin_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Sin, idst, site, APPROX);
}

ALWI void cos_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Cos, site);
}
ALWI void cos_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Cos, idst, site, APPROX);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H
