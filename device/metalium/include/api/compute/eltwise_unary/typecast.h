//===- typecast.h - Conversion between data formats -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TYPECAST_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TYPECAST_H

#include "tilium/sfpu.h"

namespace ckernel {
template <std::uint32_t IN_DTYPE, std::uint32_t OUT_DTYPE>
ALWI void typecast_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Typecast).of(IN_DTYPE, OUT_DTYPE), site);
}
template <std::uint32_t IN_DTYPE, std::uint32_t OUT_DTYPE,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void typecast_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Typecast, idst).of(IN_DTYPE, OUT_DTYPE), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_TYPECAST_H
