//===- eltwise_binary_sfpu.h - Element-wise operations of two DST tiles -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void add_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::AddBinary, site);
}

template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::AddBinary, idst0, idst1, odst)
                      .truncating(dst_rounding_mode == ckernel::DstRoundingMode::Truncate),
                  site);
}

ALWI void sub_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SubBinary, site);
}

template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::SubBinary, idst0, idst1, odst)
                      .truncating(dst_rounding_mode == ckernel::DstRoundingMode::Truncate),
                  site);
}

ALWI void mul_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MulBinary, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::MulBinary, idst0, idst1, odst), site);
}

ALWI void div_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::DivBinary, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void div_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::DivBinary, idst0, idst1, odst), site);
}

ALWI void rsub_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RsubBinary, site);
}

template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsub_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                           TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::RsubBinary, idst0, idst1, odst)
                      .truncating(dst_rounding_mode == ckernel::DstRoundingMode::Truncate),
                  site);
}

ALWI void power_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::PowerBinary, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void power_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                            TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::PowerBinary, idst0, idst1, odst), site);
}

ALWI void eq_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::EqualBinary, site);
}

ALWI void eq_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::EqualBinary, idst0, idst1, odst), site);
}

ALWI void ne_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::NotEqualBinary, site);
}

ALWI void ne_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::NotEqualBinary, idst0, idst1, odst), site);
}

ALWI void lt_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessBinary, site);
}

ALWI void lt_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LessBinary, idst0, idst1, odst), site);
}

ALWI void gt_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterBinary, site);
}

ALWI void gt_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::GreaterBinary, idst0, idst1, odst), site);
}

ALWI void le_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LessEqualBinary, site);
}

ALWI void le_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::LessEqualBinary, idst0, idst1, odst), site);
}

ALWI void ge_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::GreaterEqualBinary, site);
}

ALWI void ge_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                         TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::GreaterEqualBinary, idst0, idst1, odst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H
