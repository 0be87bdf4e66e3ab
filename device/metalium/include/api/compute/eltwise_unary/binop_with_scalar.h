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
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::AddScalar, idst).with(param1), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SubScalar, idst).with(param1), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MulScalar, idst).with(param1), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void div_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::DivScalar, idst).with(param1), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsub_unary_tile(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::RsubScalar, idst).with(param1), site);
}

ALWI void add_unary_tile_int32(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::AddScalarInteger, idst)
                      .with(param1)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void sub_unary_tile_int32(std::uint32_t idst, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SubScalarInteger, idst)
                      .with(param1)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BINOP_WITH_SCALAR_H
