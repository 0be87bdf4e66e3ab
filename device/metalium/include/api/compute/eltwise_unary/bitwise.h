//===- bitwise.h - Bits of integers and a scalar ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void bitwise_and_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::AndScalar, site);
}

template <DataFormat data_format>
ALWI void bitwise_and_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::AndScalar, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

ALWI void bitwise_or_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::OrScalar, site);
}

template <DataFormat data_format>
ALWI void bitwise_or_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::OrScalar, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

ALWI void bitwise_xor_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::XorScalar, site);
}

template <DataFormat data_format>
ALWI void bitwise_xor_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::XorScalar, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_H
