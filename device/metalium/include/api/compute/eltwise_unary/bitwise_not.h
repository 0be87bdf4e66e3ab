//===- bitwise_not.h - Bits inverted ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_NOT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_NOT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void bitwise_not_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotInteger, site);
}

ALWI void bitwise_not_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_BITWISE_NOT_H
