//===- rand.h - Random numbers ----------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H

#include "tilium/sfpu.h"

namespace ckernel {
/// All bits set is the one state that the lanes' shift registers never leave.
ALWI void rand_tile_init(std::uint32_t seed = 0, std::uint32_t stream_id = 0, TILIUM_SITE) {
  seed += stream_id * 0x9E3779B9u;
  tilium::sfpuInit(
      tilium::initOf(tilium::Sfpu::Random).with(seed == 0xFFFFFFFFu ? 0xFFFFFFFEu : seed), site);
}
/// `from` + `scale` times numbers from 0 to 1; both are bits of fp32.
ALWI void rand_tile(std::uint32_t idst, std::uint32_t from, std::uint32_t scale, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Random, idst).with(from, scale), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H
