//===- snake_beta.h - A periodic activation ---------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void snake_beta_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SnakeBeta, site);
}
/// x + sin(alpha x)^2 / beta
template <DataFormat data_format, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void snake_beta_tile(std::uint32_t idst_x, std::uint32_t idst_alpha, std::uint32_t idst_beta,
                          std::uint32_t idst_out, TILIUM_SITE) {
  static_assert(data_format == DataFormat::Float32 || data_format == DataFormat::Float16_b,
                "snake_beta_tile takes Float32 and Float16_b");
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::SnakeBeta, idst_x, idst_alpha, idst_beta, idst_out), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H
