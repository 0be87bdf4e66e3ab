//===- rdiv.h - A scalar divided by a tile ----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void rdiv_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Rdiv, site);
}

template <RoundingMode rounding_mode = RoundingMode::None,
          bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rdiv_tile(std::uint32_t dst_index, std::uint32_t value,
                    VectorMode vector_mode = VectorMode::RC, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Rdiv, dst_index)
                      .with(value, static_cast<std::uint32_t>(rounding_mode))
                      .on(tilium::faces(vector_mode)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H
