//===- comp.h - Comparisons with zero or a scalar ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void eqz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualZero, site);
}
ALWI void eqz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::EqualZero, idst, site, APPROX);
}

ALWI void nez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualZero, site);
}
ALWI void nez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::NotEqualZero, idst, site, APPROX);
}

ALWI void ltz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessZero, site);
}
ALWI void ltz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LessZero, idst, site, APPROX);
}

ALWI void gtz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterZero, site);
}
ALWI void gtz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::GreaterZero, idst, site, APPROX);
}

ALWI void lez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualZero, site);
}
ALWI void lez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LessEqualZero, idst, site, APPROX);
}

ALWI void gez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualZero, site);
}
ALWI void gez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::GreaterEqualZero, idst, site, APPROX);
}

ALWI void unary_eq_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualScalar, site);
}
ALWI void unary_eq_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::EqualScalar, idst, site, APPROX, param0);
}

ALWI void unary_ne_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualScalar, site);
}
ALWI void unary_ne_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::NotEqualScalar, idst, site, APPROX, param0);
}

ALWI void unary_lt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessScalar, site);
}
ALWI void unary_lt_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LessScalar, idst, site, APPROX, param0);
}

ALWI void unary_gt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterScalar, site);
}
ALWI void unary_gt_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::GreaterScalar, idst, site, APPROX, param0);
}

ALWI void unary_le_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualScalar, site);
}
ALWI void unary_le_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LessEqualScalar, idst, site, APPROX, param0);
}

ALWI void unary_ge_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualScalar, site);
}
ALWI void unary_ge_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::GreaterEqualScalar, idst, site, APPROX, param0);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H
