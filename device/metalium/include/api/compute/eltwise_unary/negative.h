//===- negative.h - Negation ------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void negative_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Negative, site);
}

ALWI void negative_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Negative, idst), site);
}

ALWI void negative_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NegativeInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_NEGATIVE_H
