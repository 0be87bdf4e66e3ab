//===- addcdiv.h - a + value b / c ------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ADDCDIV_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ADDCDIV_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void addcdiv_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::AddQuotient, site);
}

template <DataFormat data_format, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void addcdiv_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                       std::uint32_t odst, std::uint32_t value, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::AddQuotient, idst0, idst1, idst2, odst)
                      .with(value)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_ADDCDIV_H
