//===- binary_bitwise_sfpu.h - Bits of two integers -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_BITWISE_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_BITWISE_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void binary_bitwise_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::AndInteger, site);
}

template <DataFormat data_format>
ALWI void bitwise_and_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                  TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::AndInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void bitwise_or_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                 TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::OrInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void bitwise_xor_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                  TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::XorInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_BITWISE_SFPU_H
