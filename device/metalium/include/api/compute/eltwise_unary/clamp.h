//===- clamp.h - Limits -----------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CLAMP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CLAMP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void clamp_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Clamp, site);
}

ALWI void clamp_tile(std::uint32_t idst, std::uint32_t param0, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Clamp, idst).with(param0, param1), site);
}

ALWI void clamp_tile_int32(std::uint32_t idst, std::uint32_t param0, std::uint32_t param1,
                           TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ClampInteger, idst)
                      .with(param0, param1)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_CLAMP_H
