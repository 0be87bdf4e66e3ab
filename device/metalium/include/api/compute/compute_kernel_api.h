//===- compute_kernel_api.h - Vector functions without a header of their own --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H
#define TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H

#include "api/compute/common.h"
#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = false>
ALWI void sigmoid_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sigmoid, site);
}
template <VectorMode vec_mode = VectorMode::RC, bool fast_and_approx = false,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sigmoid_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Sigmoid, idst, site, fast_and_approx);
}
ALWI void silu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Silu, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void silu_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Silu, idst, site, APPROX);
}
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Tanh, site);
}
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Tanh, idst, site, fast_and_approx);
}
ALWI void square_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Square, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void square_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Square, idst, site, APPROX);
}
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Log, site);
}
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Log, idst, site, APPROX);
}
template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_with_base_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogBase, site);
}
template <bool fast_and_approx = false, bool base_is_two = false,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_with_base_tile(std::uint32_t idst, std::uint32_t base_scale, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LogBase, idst, site, APPROX, base_scale);
}
ALWI void abs_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Abs, site);
}
ALWI void abs_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Abs, idst, site, APPROX);
}
ALWI void sign_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sign, site);
}
ALWI void sign_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Sign, idst, site, APPROX);
}
ALWI void power_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Power, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void power_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Power, idst, site, APPROX, param0);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp2_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Exp2, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp2_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Exp2, idst, site, APPROX);
}
template <bool approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void expm1_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Expm1, site);
}
template <bool approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void expm1_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Expm1, idst, site, approx);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H
