//===- binary_max_min.h - Maximum and minimum of two tiles ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void binary_max_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxBinary, site);
}

ALWI void binary_max_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          VectorMode vector_mode = VectorMode::RC, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MaxBinary, idst0, idst1, odst)
                      .on(tilium::faces(vector_mode)),
                  site);
}

ALWI void binary_max_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxInteger, site);
}

ALWI void binary_max_int32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MaxInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void binary_max_uint32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxInteger, site);
}

ALWI void binary_max_uint32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                 TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MaxInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void binary_min_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinBinary, site);
}

ALWI void binary_min_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          VectorMode vector_mode = VectorMode::RC, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MinBinary, idst0, idst1, odst)
                      .on(tilium::faces(vector_mode)),
                  site);
}

ALWI void binary_min_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinInteger, site);
}

ALWI void binary_min_int32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MinInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void binary_min_uint32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinInteger, site);
}

ALWI void binary_min_uint32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                 TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MinInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H
