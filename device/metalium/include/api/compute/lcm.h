//===- lcm.h - Least common multiples ---------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_LCM_H
#define TILIUM_METALIUM_API_COMPUTE_LCM_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void lcm_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Lcm, site);
}

ALWI void lcm_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::Lcm, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_LCM_H
