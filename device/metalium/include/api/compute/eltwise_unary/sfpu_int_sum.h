//===- sfpu_int_sum.h - Sums of integers within a tile ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_INT_SUM_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_INT_SUM_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void sfpu_sum_int_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::SumInteger, site);
}

ALWI void sfpu_sum_int_col(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SumIntegerColumns, idst), site);
}

ALWI void sfpu_sum_int_row(std::uint32_t idst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::SumIntegerRows, idst), site);
}

ALWI void sfpu_add_int(std::uint32_t idst, std::uint32_t dst_offset = 2,
                       std::int32_t iterations = 8, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::SumIntegerTiles, idst, idst + 1, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_INT_SUM_H
