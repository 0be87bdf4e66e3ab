//===- softplus.h - Smooth rectifier ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTPLUS_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTPLUS_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void softplus_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Softplus, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void softplus_tile(std::uint32_t idst, std::uint32_t beta, std::uint32_t beta_reciprocal,
                        std::uint32_t threshold, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Softplus, idst)
                      .with(beta, beta_reciprocal, threshold),
                  site);
}

ALWI void softplus_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Softplus).onPack(), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void softplus_tile_pack(std::uint32_t idst, std::uint32_t beta, std::uint32_t beta_reciprocal,
                             std::uint32_t threshold, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Softplus, idst)
                      .with(beta, beta_reciprocal, threshold)
                      .onPack(),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SOFTPLUS_H
