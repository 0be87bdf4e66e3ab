//===- prelu.h - Rectifier with a slope -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_PRELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_PRELU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void prelu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Prelu, site);
}

ALWI void prelu_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Prelu, idst).with(param0), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_PRELU_H
