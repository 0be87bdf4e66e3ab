//===- remainder.h - Remainders of a scalar, with its sign ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_REMAINDER_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_REMAINDER_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void remainder_tile_init(std::uint32_t param0, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::RemainderScalar).with(param0, param1), site);
}

ALWI void remainder_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::RemainderScalar, idst), site);
}

ALWI void remainder_tile_uint32_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RemainderScalarInteger, site);
}

ALWI void remainder_tile_uint32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::RemainderScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_REMAINDER_H
