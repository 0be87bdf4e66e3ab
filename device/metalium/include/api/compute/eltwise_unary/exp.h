//===- exp.h - Exponential --------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_EXP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_EXP_H

#include "tilium/sfpu.h"

namespace ckernel {
enum class InputClamping : std::uint8_t { ClampToNegative = 1, None = 0 };

template <bool approx = false, std::uint32_t scale = 0x3F800000,
          InputClamping input_clamping = InputClamping::ClampToNegative,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Exp, site);
}
template <bool approx = false, bool scale_en = false,
          InputClamping input_clamping = InputClamping::ClampToNegative, int iterations = 8,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp_tile(std::uint32_t idst, VectorMode vector_mode = VectorMode::RC,
                   std::uint16_t scale = 0x3F80, TILIUM_SITE) {
  static_assert(!scale_en, "the scale of exp_tile is not modelled");
  tilium::sfpuInPlace(tilium::Sfpu::Exp, idst, site, approx);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_EXP_H
