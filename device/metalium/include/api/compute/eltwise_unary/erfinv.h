//===- erfinv.h - Inverse error function ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERFINV_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERFINV_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void erfinv_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Erfinv, site);
}

ALWI void erfinv_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Erfinv, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ERFINV_H
