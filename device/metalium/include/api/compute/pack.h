//===- pack.h - The packer --------------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_PACK_H
#define TILIUM_METALIUM_API_COMPUTE_PACK_H

#include "api/compute/common_globals.h"

namespace ckernel {
ALWI void pack_init(std::uint32_t ocb, std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->packConfigure(ocb, site);
}
template <bool out_of_order_output = false, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_tile(std::uint32_t ifrom_dst, std::uint32_t icb, std::uint32_t output_tile_index = 0,
                    TILIUM_SITE) {
  tilium::device->packTile(ifrom_dst, icb, output_tile_index, out_of_order_output, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void pack_block(std::uint32_t ifrom_dst, std::uint32_t icb, std::uint32_t ntiles,
                     TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    tilium::device->packTile(ifrom_dst + i, icb, 0, false, site);
}
ALWI void pack_reconfig_l1_acc(const std::uint32_t l1_acc_en, TILIUM_SITE) {
  tilium::device->packAccumulate(l1_acc_en, site);
}
ALWI void pack_relu_config(const ReluConfig &config, TILIUM_SITE) {
  tilium::device->packRelu(static_cast<std::uint32_t>(config.type), config.threshold, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_PACK_H
