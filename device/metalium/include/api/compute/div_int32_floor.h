//===- div_int32_floor.h - Whole quotients of integers ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_DIV_INT32_FLOOR_H
#define TILIUM_METALIUM_API_COMPUTE_DIV_INT32_FLOOR_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void div_int32_floor_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::DivIntegerFloor, site);
}

ALWI void div_int32_floor_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                               TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::DivIntegerFloor, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void div_int32_trunc_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::DivIntegerTrunc, site);
}

ALWI void div_int32_trunc_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                               TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::DivIntegerTrunc, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_DIV_INT32_FLOOR_H
