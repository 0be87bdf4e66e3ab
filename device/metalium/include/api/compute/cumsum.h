//===- cumsum.h - Running sums down the rows --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_CUMSUM_H
#define TILIUM_METALIUM_API_COMPUTE_CUMSUM_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void cumsum_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::CumulativeSum, site);
}

ALWI void cumsum_tile(std::uint32_t idst, bool first = true, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::CumulativeSum, idst).with(first), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_CUMSUM_H
