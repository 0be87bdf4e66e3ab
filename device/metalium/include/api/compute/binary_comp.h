//===- binary_comp.h - Comparisons of two tiles of integers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H

#include "tilium/sfpu.h"

namespace ckernel {
template <DataFormat data_format>
ALWI void eq_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualInteger, site);
}

template <DataFormat data_format>
ALWI void eq_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::EqualInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void ne_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualInteger, site);
}

template <DataFormat data_format>
ALWI void ne_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NotEqualInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void lt_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessInteger, site);
}

template <DataFormat data_format>
ALWI void lt_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LessInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void gt_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterInteger, site);
}

template <DataFormat data_format>
ALWI void gt_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::GreaterInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void le_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualInteger, site);
}

template <DataFormat data_format>
ALWI void le_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LessEqualInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void ge_int_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualInteger, site);
}

template <DataFormat data_format>
ALWI void ge_int_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::GreaterEqualInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H
