//===- threshold.h - Small elements replaced --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_THRESHOLD_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_THRESHOLD_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void threshold_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Threshold, site);
}

ALWI void threshold_tile(std::uint32_t idst, std::uint32_t param0, std::uint32_t param1,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Threshold, idst).with(param0, param1), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_THRESHOLD_H
