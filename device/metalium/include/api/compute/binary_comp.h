//===- binary_comp.h - Comparisons of two DST tiles -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void eq_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::EqualBinary, site); }
ALWI void eq_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::EqualBinary, idst0, idst1, odst, site);
}
ALWI void ne_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::NotEqualBinary, site); }
ALWI void ne_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::NotEqualBinary, idst0, idst1, odst, site);
}
ALWI void lt_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::LessBinary, site); }
ALWI void lt_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::LessBinary, idst0, idst1, odst, site);
}
ALWI void gt_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::GreaterBinary, site); }
ALWI void gt_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::GreaterBinary, idst0, idst1, odst, site);
}
ALWI void le_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::LessEqualBinary, site); }
ALWI void le_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::LessEqualBinary, idst0, idst1, odst, site);
}
ALWI void ge_binary_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::GreaterEqualBinary, site); }
ALWI void ge_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::GreaterEqualBinary, idst0, idst1, odst, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_COMP_H
