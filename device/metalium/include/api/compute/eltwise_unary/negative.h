//===- negative.h - Negation ------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void negative_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Negative, site);
}
ALWI void negative_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Negative, idst, site, APPROX);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H
