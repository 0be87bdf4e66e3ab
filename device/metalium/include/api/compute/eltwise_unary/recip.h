//===- recip.h - Reciprocals ------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RECIP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RECIP_H

#include "tilium/sfpu.h"

namespace ckernel {
enum class ReciprocalDestAcc { BF16, FP32 };
enum class ReciprocalApproxMode { Default, Precise, Approximate };

template <ReciprocalDestAcc dest_acc =
              DST_ACCUM_MODE ? ReciprocalDestAcc::FP32 : ReciprocalDestAcc::BF16,
          ReciprocalApproxMode approximation = ReciprocalApproxMode::Default>
ALWI void recip_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Reciprocal, site);
}

template <ReciprocalDestAcc dest_acc =
              DST_ACCUM_MODE ? ReciprocalDestAcc::FP32 : ReciprocalDestAcc::BF16,
          ReciprocalApproxMode approximation = ReciprocalApproxMode::Default>
ALWI void recip_tile(std::uint32_t idst, VectorMode vector_mode = VectorMode::RC, TILIUM_SITE) {
  constexpr bool approximate = approximation == ReciprocalApproxMode::Default
                                   ? APPROX
                                   : approximation == ReciprocalApproxMode::Approximate;
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Reciprocal, idst)
                      .approximately(approximate)
                      .on(tilium::faces(vector_mode)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RECIP_H
