//===- binary_max_min.h - Greater and lesser of two DST tiles ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void binary_max_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::MaxBinary, site); }
ALWI void binary_max_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::MaxBinary, idst0, idst1, odst, site);
}
ALWI void binary_min_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::MinBinary, site); }
ALWI void binary_min_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::MinBinary, idst0, idst1, odst, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_MAX_MIN_H
