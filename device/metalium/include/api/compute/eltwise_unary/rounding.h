//===- rounding.h - Rounding to integers ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void rounding_op_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::Floor, site); }

ALWI void floor_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Floor, idst, site, APPROX);
}

ALWI void ceil_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Ceil, idst, site, APPROX);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H
