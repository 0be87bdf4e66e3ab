//===- relu.h - Rectifiers --------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RELU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RELU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void relu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ReluMin, site);
}
ALWI void relu_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::Relu, idst, site, APPROX);
}

ALWI void relu_min_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ReluMin, site);
}
ALWI void relu_min_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::ReluMin, idst, site, APPROX, param0);
}

ALWI void relu_max_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ReluMax, site);
}
ALWI void relu_max_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::ReluMax, idst, site, APPROX, param0);
}

ALWI void leaky_relu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LeakyRelu, site);
}
ALWI void leaky_relu_tile(std::uint32_t idst, std::uint32_t slope, TILIUM_SITE) {
  tilium::sfpuInPlace(tilium::Sfpu::LeakyRelu, idst, site, APPROX, slope);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RELU_H
