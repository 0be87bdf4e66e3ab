//===- tanh_derivative.h - 1 minus the square of tanh -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TANH_DERIVATIVE_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TANH_DERIVATIVE_H

#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = false>
ALWI void tanh_derivative_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::TanhDerivative, site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_derivative_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::TanhDerivative, idst)
                      .approximately(fast_and_approx),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TANH_DERIVATIVE_H
