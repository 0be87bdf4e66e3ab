//===- rpow.h - A scalar to the power of a tile -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void rpow_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Rpow, site);
}

template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void rpow_tile(std::uint32_t idst, std::uint32_t base_val,
                    VectorMode vector_mode = VectorMode::RC, TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Rpow, idst)
                      .with(base_val)
                      .on(tilium::faces(vector_mode)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H
