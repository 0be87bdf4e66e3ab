//===- mac.h - a b + c ------------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MAC_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MAC_H

#include "tilium/sfpu.h"

namespace ckernel {
template <DataFormat data_format>
ALWI void mac_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MultiplyAdd, site);
}

template <DataFormat data_format>
ALWI void mac_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                   std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MultiplyAdd, idst0, idst1, idst2, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_MAC_H
