//===- i0.h - Modified Bessel functions of order 0 --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_I0_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_I0_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void i0_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::BesselI0, site);
}

ALWI void i0_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::BesselI0, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_I0_H
