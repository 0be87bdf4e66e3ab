//===- div_int32_sfpu.h - Quotients of integers as Float32 ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_DIV_INT32_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_DIV_INT32_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void div_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::DivInteger, site);
}

ALWI void div_int32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::DivInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_DIV_INT32_SFPU_H
