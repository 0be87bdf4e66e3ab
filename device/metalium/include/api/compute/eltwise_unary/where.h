//===- where.h - Choice by a condition --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_WHERE_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_WHERE_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void where_tile_init(TILIUM_SITE) { tilium::sfpuInit(tilium::Sfpu::Where, site); }
template <DataFormat data_format>
ALWI void where_tile(std::uint32_t idst0, std::uint32_t idst1, std::uint32_t idst2,
                     std::uint32_t odst, TILIUM_SITE) {
  tilium::SfpuCall call;
  call.function = tilium::Sfpu::Where;
  call.source0 = idst0;
  call.source1 = idst1;
  call.source2 = idst2;
  call.destination = odst;
  tilium::device->sfpuRun(call, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_WHERE_H
