//===- hardtanh.h - Limits as an activation ---------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDTANH_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDTANH_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void hardtanh_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Hardtanh, site);
}

ALWI void hardtanh_tile(std::uint32_t idst, std::uint32_t param0, std::uint32_t param1,
                        TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardtanh, idst).with(param0, param1), site);
}

ALWI void hardtanh_tile_init_pack(TILIUM_SITE) {
  tilium::sfpuInit(tilium::initOf(tilium::Sfpu::Hardtanh).onPack(), site);
}

ALWI void hardtanh_tile_pack(std::uint32_t idst, std::uint32_t param0, std::uint32_t param1,
                             TILIUM_SITE) {
  tilium::sfpuRun(tilium::inPlace(tilium::Sfpu::Hardtanh, idst)
                      .with(param0, param1)
                      .onPack(),
                  site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_HARDTANH_H
