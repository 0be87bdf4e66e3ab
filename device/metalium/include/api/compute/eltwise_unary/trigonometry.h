//===- trigonometry.h - Circular and hyperbolic functions -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sin_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sin, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sin_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sin, idst), site);
}

ALWI void cos_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Cos, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void cos_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Cos, idst), site);
}

ALWI void tan_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Tan, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tan_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Tan, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void asin_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Asin, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void asin_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Asin, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void acos_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Acos, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void acos_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Acos, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void atan_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Atan, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void atan_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Atan, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sinh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sinh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sinh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sinh, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void cosh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Cosh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void cosh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Cosh, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void asinh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Asinh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void asinh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Asinh, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void acosh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Acosh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void acosh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Acosh, idst), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void atanh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Atanh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void atanh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Atanh, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TRIGONOMETRY_H
