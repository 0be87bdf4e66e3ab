//===- shift.h - Shifts by a scalar -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SHIFT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SHIFT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void left_shift_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ShiftLeftScalar, site);
}

template <DataFormat data_format>
ALWI void left_shift_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ShiftLeftScalar, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

ALWI void right_shift_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ShiftRightScalar, site);
}

template <DataFormat data_format>
ALWI void right_shift_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ShiftRightScalar, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SHIFT_H
