//===- eltwise_binary_sfpu.h - Element-wise operations on two DST tiles --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H

#include "tilium/sfpu.h"

namespace ckernel {
enum class DstRoundingMode { Default, Truncate };

ALWI void add_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::AddBinary, site);
}
template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void add_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::AddBinary, idst0, idst1, odst, site);
}
ALWI void sub_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SubBinary, site);
}
template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void sub_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::SubBinary, idst0, idst1, odst, site);
}
ALWI void mul_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::MulBinary, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void mul_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::MulBinary, idst0, idst1, odst, site);
}
ALWI void div_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::DivBinary, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void div_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::DivBinary, idst0, idst1, odst, site);
}
ALWI void rsub_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::RsubBinary, site);
}
template <ckernel::DstRoundingMode dst_rounding_mode = ckernel::DstRoundingMode::Default,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rsub_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::RsubBinary, idst0, idst1, odst, site);
}
ALWI void power_binary_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::PowerBinary, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void power_binary_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t odst,
                          TILIUM_SITE) {
  tilium::sfpuBinary(tilium::Sfpu::PowerBinary, idst0, idst1, odst, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_BINARY_SFPU_H
