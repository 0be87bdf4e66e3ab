//===- compute_kernel_api.h - Vector functions without a header of their own -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H
#define TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H

#include "api/compute/common.h"
#include "tilium/sfpu.h"

namespace ckernel {
template <bool fast_and_approx = false>
ALWI void sigmoid_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sigmoid, site);
}

template <VectorMode vec_mode = VectorMode::RC, bool fast_and_approx = false,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sigmoid_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sigmoid, idst)
                      .approximately(fast_and_approx)
                      .on(tilium::faces(vec_mode)),
                  site);
}

ALWI void silu_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Silu, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void silu_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Silu, idst), site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Tanh, site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Tanh, idst).approximately(fast_and_approx), site);
}

template <bool fast_and_approx = false>
ALWI void sigmoid_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Sigmoid).onPack(), site);
}

template <VectorMode vec_mode = VectorMode::RC, bool fast_and_approx = false,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sigmoid_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sigmoid, idst)
                      .approximately(fast_and_approx)
                      .on(tilium::faces(vec_mode))
                      .onPack(),
                  site);
}

ALWI void silu_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Silu).onPack(), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void silu_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Silu, idst).onPack(), site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Tanh).onPack(), site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void tanh_tile_pack(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Tanh, idst)
                      .approximately(fast_and_approx)
                      .onPack(),
                  site);
}

ALWI void square_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Square, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void square_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Square, idst), site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Log, site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Log, idst).approximately(fast_and_approx), site);
}

template <bool fast_and_approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_with_base_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogBase, site);
}

template <bool fast_and_approx = false, bool base_is_two = false,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void log_with_base_tile(std::uint32_t idst, std::uint32_t base_scale, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::LogBase, idst).with(base_scale), site);
}

ALWI void signbit_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SignBit, site);
}

ALWI void signbit_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SignBit, idst), site);
}

ALWI void signbit_tile_int32_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SignBit, site);
}

ALWI void signbit_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SignBitInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void abs_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Abs, site);
}

ALWI void abs_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Abs, idst), site);
}

ALWI void abs_tile_int32(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::AbsInteger, idst)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void sign_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Sign, site);
}

ALWI void sign_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Sign, idst), site);
}

ALWI void power_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Power, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void power_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Power, idst).with(param0), site);
}

ALWI void power_iterative_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::PowerIterative, site);
}

ALWI void power_iterative_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::PowerIterative, idst).with(param0), site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp2_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Exp2, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void exp2_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Exp2, idst), site);
}

ALWI void heaviside_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Heaviside, site);
}

ALWI void heaviside_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Heaviside, idst).with(param0), site);
}

template <bool approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void expm1_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Expm1, site);
}

template <bool approx = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void expm1_tile(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Expm1, idst).approximately(approx), site);
}

ALWI void unary_max_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxScalar, site);
}

ALWI void unary_max_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MaxScalar, idst).with(param0), site);
}

ALWI void unary_max_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxScalarInteger, site);
}

ALWI void unary_max_int32_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MaxScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_max_uint32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MaxScalarInteger, site);
}

ALWI void unary_max_uint32_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MaxScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

ALWI void unary_min_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinScalar, site);
}

ALWI void unary_min_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MinScalar, idst).with(param0), site);
}

ALWI void unary_min_int32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinScalarInteger, site);
}

ALWI void unary_min_int32_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MinScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::Int32)),
                  site);
}

ALWI void unary_min_uint32_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MinScalarInteger, site);
}

ALWI void unary_min_uint32_tile(std::uint32_t idst, std::uint32_t param0, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::MinScalarInteger, idst)
                      .with(param0)
                      .of(static_cast<std::uint8_t>(DataFormat::UInt32)),
                  site);
}

template <PoolType pool_type, DataFormat format, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_reduce_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::ReduceInDest)
                       .of(static_cast<std::uint8_t>(format))
                       .with(static_cast<std::uint32_t>(pool_type)),
                   site);
}
template <PoolType pool_type, DataFormat format, ReduceDim reduce_dim = ReduceDim::REDUCE_COL,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sfpu_reduce(std::uint32_t idst, std::uint32_t ct_dim = 1, std::uint32_t rt_dim = 1,
                      TILIUM_SITE) {
  static_assert(reduce_dim == ReduceDim::REDUCE_COL ||
                    (reduce_dim == ReduceDim::REDUCE_ROW && pool_type != PoolType::AVG),
                "sfpu_reduce reduces columns, or rows for SUM, MAX and MIN");
  static_assert(format == DataFormat::Float32 || format == DataFormat::Float16_b ||
                    format == DataFormat::Int32 || format == DataFormat::UInt32 ||
                    format == DataFormat::UInt16,
                "sfpu_reduce takes Float32, Float16_b, Int32, UInt32 or UInt16");
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::ReduceInDest, idst)
                      .of(static_cast<std::uint8_t>(format), static_cast<std::uint8_t>(reduce_dim))
                      .with(static_cast<std::uint32_t>(pool_type), ct_dim, rt_dim),
                  site);
}
} // namespace ckernel

#ifdef TRISC_MATH
#include "tilium/low_level_sfpu.h"
#endif

#endif // TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_API_H
