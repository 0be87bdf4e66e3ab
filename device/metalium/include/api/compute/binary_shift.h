//===- binary_shift.h - Shifts by the elements of another tile -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_SHIFT_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_SHIFT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void binary_shift_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ShiftLeft, site);
}

template <DataFormat data_format>
ALWI void binary_left_shift_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                 TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::ShiftLeft, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void binary_right_shift_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                  TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::ShiftRight, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

template <DataFormat data_format>
ALWI void binary_logical_right_shift_tile(std::uint32_t idst0, std::uint32_t idst1,
                                          std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::ShiftRightLogical, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_SHIFT_H
