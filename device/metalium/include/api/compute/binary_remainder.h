//===- binary_remainder.h - Remainders with the sign of the divisor -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_REMAINDER_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_REMAINDER_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void remainder_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RemainderInteger, site);
}

ALWI void remainder_int32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                               TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::RemainderInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void remainder_uint32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RemainderInteger, site);
}

ALWI void remainder_uint32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::RemainderInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void remainder_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RemainderBinary, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void remainder_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                                TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::RemainderBinary, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_REMAINDER_H
