//===- fill.h - Tiles of one value ------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void fill_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Fill, site);
}

ALWI void fill_tile(std::uint32_t idst, float param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Fill, idst)
                      .with(__builtin_bit_cast(std::uint32_t, param0)),
                  site);
}

template <DataFormat DATA_FORMAT>
ALWI void fill_tile_int(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  static_assert(DATA_FORMAT == DataFormat::Int32 || DATA_FORMAT == DataFormat::UInt32 ||
                    DATA_FORMAT == DataFormat::UInt16 || DATA_FORMAT == DataFormat::UInt8,
                "fill_tile_int takes Int32, UInt32, UInt16 or UInt8");
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::FillInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DATA_FORMAT)),
                  site);
}

ALWI void fill_tile_bitcast(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Fill, idst).with(param0), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H
