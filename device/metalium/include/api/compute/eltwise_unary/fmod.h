//===- fmod.h - Remainders of a scalar, with the sign of the tile -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FMOD_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FMOD_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void fmod_tile_init(std::uint32_t param0, std::uint32_t param1, TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::FmodScalar).with(param0, param1), site);
}

ALWI void fmod_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::FmodScalar, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_FMOD_H
