//===- isinf_isnan.h - Classes of numbers -----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ISINF_ISNAN_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ISINF_ISNAN_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void isinf_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsInfinite, site);
}

ALWI void isinf_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::IsInfinite, idst), site);
}

ALWI void isposinf_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsPositiveInfinite, site);
}

ALWI void isposinf_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::IsPositiveInfinite, idst), site);
}

ALWI void isneginf_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsNegativeInfinite, site);
}

ALWI void isneginf_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::IsNegativeInfinite, idst), site);
}

ALWI void isnan_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsNan, site);
}

ALWI void isnan_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::IsNan, idst), site);
}

ALWI void isfinite_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsFinite, site);
}

ALWI void isfinite_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::IsFinite, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ISINF_ISNAN_H
