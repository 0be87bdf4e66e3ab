//===- gcd.h - Greatest common divisors -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_GCD_H
#define TILIUM_METALIUM_API_COMPUTE_GCD_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void gcd_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Gcd, site);
}

ALWI void gcd_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::Gcd, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_GCD_H
