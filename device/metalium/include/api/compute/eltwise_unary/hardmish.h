//===- hardmish.h - Piecewise mish ------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDMISH_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDMISH_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void hardmish_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Hardmish, site);
}

ALWI void hardmish_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardmish, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDMISH_H
