//===- fill.h - Constant tiles ----------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void fill_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::Fill, site); }
ALWI void fill_tile(std::uint32_t idst, float param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Fill, idst, site, false, __builtin_bit_cast(std::uint32_t, param0));
}
template <DataFormat DATA_FORMAT>
ALWI void fill_tile_int(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  static_assert(DATA_FORMAT == DataFormat::Int32 || DATA_FORMAT == DataFormat::UInt32 ||
                    DATA_FORMAT == DataFormat::UInt16,
                "fill_tile_int takes Int32, UInt32 or UInt16");
  tilium::sfpuInPlace(tilium::Sfpu::FillBits, idst, site, false, param0);
}
ALWI void fill_tile_bitcast(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Fill, idst, site, false, param0);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FILL_H
