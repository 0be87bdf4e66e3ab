//===- lerp.h - Linear interpolation ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LERP_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LERP_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void lerp_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Lerp, site);
}

template <DataFormat data_format, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void lerp_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                    std::uint32_t odst, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::Lerp, idst0, idst1, idst2, odst)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LERP_H
