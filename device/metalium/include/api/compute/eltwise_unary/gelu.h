//===- gelu.h - Gaussian error linear units ---------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Gelu, site);
}

template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Gelu, idst).approximately(fast_and_approx), site);
}

template <bool fast = false>
ALWI void gelu_tanh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GeluTanh, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE, bool fast = false>
ALWI void gelu_tanh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GeluTanh, idst).approximately(fast), site);
}

template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Gelu).onPack(), site);
}

template <bool fast_and_approx = true, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Gelu, idst)
                      .approximately(fast_and_approx)
                      .onPack(),
                  site);
}

template <bool fast = false>
ALWI void gelu_tanh_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::GeluTanh).onPack(), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE, bool fast = false>
ALWI void gelu_tanh_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GeluTanh, idst).approximately(fast).onPack(), site);
}

template <bool fast_and_approx = false>
ALWI void gelu_derivative_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GeluDerivative, site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void gelu_derivative_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GeluDerivative, idst)
                      .approximately(fast_and_approx),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_GELU_H
