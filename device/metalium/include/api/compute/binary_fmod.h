//===- binary_fmod.h - Remainders with the sign of the dividend -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_BINARY_FMOD_H
#define TILIUM_METALIUM_API_COMPUTE_BINARY_FMOD_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void fmod_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::FmodInteger, site);
}

ALWI void fmod_int32_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::FmodInteger, idst0, idst1, odst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void fmod_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::FmodBinary, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void fmod_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                           TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::FmodBinary, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_BINARY_FMOD_H
