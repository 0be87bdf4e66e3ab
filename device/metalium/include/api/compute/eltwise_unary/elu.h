//===- elu.h - Exponential linear units -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void elu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Elu, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void elu_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Elu, idst).with(param0), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ELU_H
