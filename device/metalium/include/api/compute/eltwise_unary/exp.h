//===- exp.h - Exponentials -------------------------------------*- C++ -*-===//
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
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Exp).with(approx ? scale : 0x3F800000u), site);
}

template <bool approx = false, bool scale_en = false,
          InputClamping input_clamping = InputClamping::ClampToNegative, int iterations = 8,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp_tile(std::uint32_t idst, VectorMode vector_mode = VectorMode::RC,
                   std::uint16_t scale = p_sfpu::kCONST_1_FP16B, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Exp, idst)
                      .approximately(approx)
                      .with(scale_en ? std::uint32_t{scale} << 16 : 0x3F800000u)
                      .on(tilium::faces(vector_mode), iterations),
                  site);
}

template <bool approx = false, std::uint32_t scale = 0x3F800000,
          InputClamping input_clamping = InputClamping::ClampToNegative,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp_packthread_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Exp)
                      .with(approx ? scale : 0x3F800000u)
                      .onPack(),
                  site);
}

template <bool approx = false, bool scale_en = false,
          InputClamping input_clamping = InputClamping::ClampToNegative, int iterations = 8,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp_packthread_tile(std::uint32_t idst, VectorMode vector_mode = VectorMode::RC,
                              std::uint16_t scale = p_sfpu::kCONST_1_FP16B, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Exp, idst)
                      .approximately(approx)
                      .with(scale_en ? std::uint32_t{scale} << 16 : 0x3F800000u)
                      .on(tilium::faces(vector_mode), iterations).onPack(),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_EXP_H
