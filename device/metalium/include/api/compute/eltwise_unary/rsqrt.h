//===- rsqrt.h - Reciprocal square roots ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSQRT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSQRT_H

#include "tilium/sfpu.h"

namespace ckernel {
enum class RsqrtMode { Default, Fast };

ALWI void rsqrt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Rsqrt, site);
}

template <RsqrtMode mode = RsqrtMode::Default, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsqrt_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Rsqrt, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSQRT_H
