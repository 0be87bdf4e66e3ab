//===- rounding.h - Whole numbers -------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void rounding_op_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Floor, site);
}

ALWI void ceil_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Ceil, idst), site);
}

ALWI void floor_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Floor, idst), site);
}

ALWI void trunc_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Trunc, idst), site);
}

ALWI void frac_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Frac, idst), site);
}

ALWI void round_tile(std::uint32_t idst, std::int32_t decimals, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Round, idst)
                      .with(static_cast<std::uint32_t>(decimals)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ROUNDING_H
