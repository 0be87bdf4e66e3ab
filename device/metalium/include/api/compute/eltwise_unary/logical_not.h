//===- logical_not.h - Logical negation -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOGICAL_NOT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOGICAL_NOT_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void logical_not_tile_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::LogicalNot, site);
}

template <DataFormat DATA_FORMAT>
ALWI void logical_not_tile(std::uint32_t idst, TILIUM_SITE) {
  constexpr bool integer = DATA_FORMAT == DataFormat::Int32 || DATA_FORMAT == DataFormat::UInt32 ||
                           DATA_FORMAT == DataFormat::UInt16 || DATA_FORMAT == DataFormat::UInt8;
  static_assert(integer || DATA_FORMAT == DataFormat::Float32 ||
                    DATA_FORMAT == DataFormat::Float16_b,
                "logical_not_tile takes Float32, Float16_b, Int32, UInt32, UInt16 or UInt8");
  constexpr auto function = integer ? tilium::Sfpu::LogicalNotInteger : tilium::Sfpu::LogicalNot;
  tilium::sfpuRun(tilium::inPlace(function, idst).of(static_cast<std::uint8_t>(DATA_FORMAT)), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_LOGICAL_NOT_H
