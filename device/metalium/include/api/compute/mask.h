//===- mask.h - Elements that a mask takes out ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_MASK_H
#define TILIUM_METALIUM_API_COMPUTE_MASK_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void mask_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::Mask, site);
}

ALWI void mask_tile(std::uint32_t idst_data, std::uint32_t idst2_mask,
                    DataFormat data_format = DataFormat::Float16_b, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::Mask, idst_data, idst2_mask, idst_data)
                      .of(static_cast<std::uint8_t>(data_format)),
                  site);
}

ALWI void mask_posinf_tile(std::uint32_t idst_data, std::uint32_t idst2_mask, TILIUM_SITE) {
  tilium::sfpuRun(
      tilium::onTiles(tilium::Sfpu::MaskInfinity, idst_data, idst2_mask, idst_data), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_MASK_H
