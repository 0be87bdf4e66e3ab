//===- isclose.h - Nearly equal elements ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ISCLOSE_H
#define TILIUM_METALIUM_API_COMPUTE_ISCLOSE_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void isclose_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::IsClose, site);
}

template <bool EQUAL_NAN = false>
ALWI void isclose_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                              std::uint32_t rtol_bits, std::uint32_t atol_bits, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::IsClose, idst0, idst1, odst)
                      .with(rtol_bits, atol_bits, EQUAL_NAN),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ISCLOSE_H
