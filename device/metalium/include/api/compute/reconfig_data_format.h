//===- reconfig_data_format.h - Data formats of the engines -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_RECONFIG_DATA_FORMAT_H
#define TILIUM_METALIUM_API_COMPUTE_RECONFIG_DATA_FORMAT_H

#include "api/compute/common_globals.h"
#include "api/compute/src_order.h"

namespace ckernel {
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_data_format(const std::uint32_t icb0_new_operand,
               const std::uint32_t icb1_new_operand, TILIUM_SITE) {
  constexpr bool reverse = src_order == SrcOrder::Reverse;
  tilium::device->engineReconfigure(3, reverse ? icb1_new_operand : icb0_new_operand,
                                    reverse ? icb0_new_operand : icb1_new_operand, site);
}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_data_format(const std::uint32_t, const std::uint32_t icb0_new_operand,
               const std::uint32_t, const std::uint32_t icb1_new_operand,
               TILIUM_SITE) {
  reconfig_data_format<src_order>(icb0_new_operand, icb1_new_operand, site);
}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_full_operand(const std::uint32_t icb0_new_operand,
               const std::uint32_t icb1_new_operand, TILIUM_SITE) {
  constexpr bool reverse = src_order == SrcOrder::Reverse;
  tilium::device->engineReconfigure(3, reverse ? icb1_new_operand : icb0_new_operand,
                                    reverse ? icb0_new_operand : icb1_new_operand, site);
}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_full_operand(const std::uint32_t, const std::uint32_t icb0_new_operand,
               const std::uint32_t, const std::uint32_t icb1_new_operand,
               TILIUM_SITE) {
  reconfig_full_operand<src_order>(icb0_new_operand, icb1_new_operand, site);
}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_data_format_skip_int8(const std::uint32_t icb0_new_operand,
               const std::uint32_t icb1_new_operand, TILIUM_SITE) {
  constexpr bool reverse = src_order == SrcOrder::Reverse;
  tilium::device->engineReconfigure(3, reverse ? icb1_new_operand : icb0_new_operand,
                                    reverse ? icb0_new_operand : icb1_new_operand, site);
}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_data_format_skip_int8(const std::uint32_t, const std::uint32_t icb0_new_operand,
               const std::uint32_t, const std::uint32_t icb1_new_operand,
               TILIUM_SITE) {
  reconfig_data_format_skip_int8<src_order>(icb0_new_operand, icb1_new_operand, site);
}
ALWI void reconfig_data_format_srca(const std::uint32_t srca_new_operand, TILIUM_SITE) {
  tilium::device->engineReconfigure(1, srca_new_operand, srca_new_operand, site);
}
ALWI void reconfig_data_format_srca(const std::uint32_t, const std::uint32_t srca_new_operand,
               TILIUM_SITE) {
  reconfig_data_format_srca(srca_new_operand, site);
}
ALWI void reconfig_data_format_srcb(const std::uint32_t srcb_new_operand, TILIUM_SITE) {
  tilium::device->engineReconfigure(2, srcb_new_operand, srcb_new_operand, site);
}
ALWI void reconfig_data_format_srcb(const std::uint32_t, const std::uint32_t srcb_new_operand,
               TILIUM_SITE) {
  reconfig_data_format_srcb(srcb_new_operand, site);
}
ALWI void reconfig_full_operand_srca(const std::uint32_t srca_new_operand, TILIUM_SITE) {
  tilium::device->engineReconfigure(1, srca_new_operand, srca_new_operand, site);
}
ALWI void reconfig_full_operand_srca(const std::uint32_t, const std::uint32_t srca_new_operand,
               TILIUM_SITE) {
  reconfig_full_operand_srca(srca_new_operand, site);
}
ALWI void reconfig_full_operand_srcb(const std::uint32_t srcb_new_operand, TILIUM_SITE) {
  tilium::device->engineReconfigure(2, srcb_new_operand, srcb_new_operand, site);
}
ALWI void reconfig_full_operand_srcb(const std::uint32_t, const std::uint32_t srcb_new_operand,
               TILIUM_SITE) {
  reconfig_full_operand_srcb(srcb_new_operand, site);
}
ALWI void reconfig_data_format_srca_skip_int8(const std::uint32_t srca_new_operand,
                                              TILIUM_SITE) {
  reconfig_data_format_srca(srca_new_operand, site);
}
ALWI void reconfig_data_format_srca_skip_int8(const std::uint32_t,
                                              const std::uint32_t srca_new_operand,
                                              TILIUM_SITE) {
  reconfig_data_format_srca(srca_new_operand, site);
}
// Tiles are 32 by 32 here: their shape never changes.
ALWI void reconfig_tile_shape_srca(const std::uint32_t) {}
ALWI void reconfig_tile_shape_srca(const std::uint32_t, const std::uint32_t) {}
ALWI void reconfig_data_format_srcb_skip_int8(const std::uint32_t srcb_new_operand,
                                              TILIUM_SITE) {
  reconfig_data_format_srcb(srcb_new_operand, site);
}
ALWI void reconfig_data_format_srcb_skip_int8(const std::uint32_t,
                                              const std::uint32_t srcb_new_operand,
                                              TILIUM_SITE) {
  reconfig_data_format_srcb(srcb_new_operand, site);
}
// Tiles are 32 by 32 here: their shape never changes.
ALWI void reconfig_tile_shape_srcb(const std::uint32_t) {}
ALWI void reconfig_tile_shape_srcb(const std::uint32_t, const std::uint32_t) {}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_tile_shape(const std::uint32_t, const std::uint32_t) {}
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void reconfig_tile_shape(const std::uint32_t, const std::uint32_t, const std::uint32_t,
                              const std::uint32_t) {}
template <bool is_tile_dim_reconfig_en = false>
ALWI void pack_reconfig_data_format(const std::uint32_t new_cb_id, TILIUM_SITE) {
  tilium::device->packConfigure(new_cb_id, site);
}
template <bool is_tile_dim_reconfig_en = false>
ALWI void pack_reconfig_data_format(const std::uint32_t, const std::uint32_t new_cb_id,
                                    TILIUM_SITE) {
  tilium::device->packConfigure(new_cb_id, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_RECONFIG_DATA_FORMAT_H
