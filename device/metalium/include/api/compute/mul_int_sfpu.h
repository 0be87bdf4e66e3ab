//===- mul_int_sfpu.h - Products of integers --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
template <DataFormat data_format>
ALWI void mul_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::MulInteger)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void mul_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MulInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H
