//===- rsub.h - A scalar minus a tile ---------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSUB_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSUB_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void rsub_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ScalarInit, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsub_tile(std::uint32_t idst, std::uint32_t scalar, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::RsubScalar, idst).with(scalar), site);
}

ALWI void rsub_unary_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RsubScalarInteger, site);
}

ALWI void rsub_unary_int32_tile(std::uint32_t idst, std::uint32_t scalar, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::RsubScalarInteger, idst)
                      .with(scalar)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RSUB_H
