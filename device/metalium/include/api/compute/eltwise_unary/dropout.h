//===- dropout.h - Random zeroes --------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void dropout_kernel_init(std::uint32_t seed = 0, TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Dropout).with(seed), site);
}
/// Zero with a probability of `probability` / 2^31; the others times `scale_factor`, bits of fp32.
ALWI void dropout_tile(std::uint32_t idst, std::uint32_t probability, std::uint32_t scale_factor,
                       TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Dropout, idst).with(probability, scale_factor),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H
