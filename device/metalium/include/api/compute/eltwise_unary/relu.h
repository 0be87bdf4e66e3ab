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
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Relu, idst), site);
}

ALWI void relu_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMinInteger, idst)
                      .with(0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void relu_min_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ReluMin, site);
}

ALWI void relu_min_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMin, idst).with(param0), site);
}

ALWI void relu_min_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMinInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void relu_min_tile_uint32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMinInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void relu_min_tile_uint16(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMinInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt16)),
                  site);
}

ALWI void relu_max_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::ReluMax, site);
}

ALWI void relu_max_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMax, idst).with(param0), site);
}

ALWI void relu_max_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMaxInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void relu_max_tile_uint32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMaxInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void relu_max_tile_uint16(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMaxInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt16)),
                  site);
}

ALWI void relu_max_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::ReluMax).onPack(), site);
}

ALWI void relu_max_tile_pack(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReluMax, idst).with(param0).onPack(), site);
}

ALWI void leaky_relu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LeakyRelu, site);
}

ALWI void leaky_relu_tile(std::uint32_t idst, std::uint32_t slope = 0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LeakyRelu, idst).with(slope), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RELU_H
