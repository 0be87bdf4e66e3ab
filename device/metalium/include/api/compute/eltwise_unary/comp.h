//===- comp.h - Comparisons with zero or a scalar ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void eqz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualZero, site);
}

ALWI void eqz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualZero, idst), site);
}

ALWI void eqz_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void eqz_tile_uint16(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt16)),
                  site);
}

ALWI void eqz_tile_uint32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void nez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualZero, site);
}

ALWI void nez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualZero, idst), site);
}

ALWI void nez_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void nez_tile_uint16(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt16)),
                  site);
}

ALWI void nez_tile_uint32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void ltz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessZero, site);
}

ALWI void ltz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessZero, idst), site);
}

ALWI void ltz_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void gtz_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterZero, site);
}

ALWI void gtz_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterZero, idst), site);
}

ALWI void gtz_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void lez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualZero, site);
}

ALWI void lez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessEqualZero, idst), site);
}

ALWI void lez_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessEqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void gez_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualZero, site);
}

ALWI void gez_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterEqualZero, idst), site);
}

ALWI void gez_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterEqualZeroInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_eq_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualScalar, site);
}

ALWI void unary_eq_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualScalar, idst).with(param0), site);
}

ALWI void unary_eq_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::EqualScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_ne_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualScalar, site);
}

ALWI void unary_ne_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualScalar, idst).with(param0), site);
}

ALWI void unary_ne_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::NotEqualScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_lt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessScalar, site);
}

ALWI void unary_lt_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessScalar, idst).with(param0), site);
}

ALWI void unary_lt_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_gt_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterScalar, site);
}

ALWI void unary_gt_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterScalar, idst).with(param0), site);
}

ALWI void unary_gt_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_le_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualScalar, site);
}

ALWI void unary_le_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessEqualScalar, idst).with(param0), site);
}

ALWI void unary_le_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LessEqualScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_ge_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualScalar, site);
}

ALWI void unary_ge_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterEqualScalar, idst).with(param0), site);
}

ALWI void unary_ge_tile_int32(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::GreaterEqualScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_COMP_H
