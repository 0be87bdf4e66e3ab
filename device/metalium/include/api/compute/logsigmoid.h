//===- logsigmoid.h - The logarithm of the logistic function ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_LOGSIGMOID_H
#define TILIUM_METALIUM_API_COMPUTE_LOGSIGMOID_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void logsigmoid_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogSigmoid, site);
}

/// Of x in the first tile, with exp(-x) in the second.
ALWI void logsigmoid_tile(std::uint32_t idst_in0, std::uint32_t idst_in1, std::uint32_t idst_out,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LogSigmoid, idst_in0, idst_in1, idst_out), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_LOGSIGMOID_H
