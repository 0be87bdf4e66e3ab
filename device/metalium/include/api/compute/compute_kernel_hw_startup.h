//===- compute_kernel_hw_startup.h - Start of the engines -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_HW_STARTUP_H
#define TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_HW_STARTUP_H

#include "api/compute/common_globals.h"
#include "api/compute/src_order.h"

namespace ckernel {
template <SrcOrder src_order = SrcOrder::Regular>
ALWI void compute_kernel_hw_startup(std::uint32_t icb0, std::uint32_t icb1, std::uint32_t ocb,
                                    TILIUM_SITE) {
  constexpr bool reverse = src_order == SrcOrder::Reverse;
  tilium::device->engineStartup(reverse ? icb1 : icb0, reverse ? icb0 : icb1, ocb, site);
}
ALWI void compute_kernel_hw_startup(std::uint32_t icb0, std::uint32_t ocb, TILIUM_SITE) {
  tilium::device->engineStartup(icb0, icb0, ocb, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_COMPUTE_KERNEL_HW_STARTUP_H
