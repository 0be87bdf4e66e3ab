//===- binop_with_scalar.h - A tile and a scalar ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BINOP_WITH_SCALAR_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BINOP_WITH_SCALAR_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void binop_with_scalar_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ScalarInit, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::AddScalar, idst, site, APPROX, param1);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::SubScalar, idst, site, APPROX, param1);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::MulScalar, idst, site, APPROX, param1);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void div_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::DivScalar, idst, site, APPROX, param1);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsub_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::RsubScalar, idst, site, APPROX, param1);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BINOP_WITH_SCALAR_H
