//===- sub_int_sfpu.h - Differences of integers -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_SUB_INT_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_SUB_INT_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sub_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SubInteger, site);
}

template <DataFormat data_format>
ALWI void sub_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::SubInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

ALWI void rsub_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RsubInteger, site);
}

template <DataFormat data_format>
ALWI void rsub_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::RsubInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_SUB_INT_SFPU_H
