//===- base_types.hpp - Fidelity, formats and indices --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_BASE_TYPES_HPP
#define TILIUM_HOST_TT_METALIUM_BASE_TYPES_HPP

#include "core/DataFormat.h"
#include "metalium/include/tilium/older_spellings/circular_buffer_names.h"

#include <cstdint>

enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4, Invalid = 0xFF };
enum class UnpackToDestMode : uint8_t { UnpackToDestFp32, Default };

namespace tt {

using DataFormat = tilium::device::DataFormat;

enum CBIndex : uint8_t {
  c_0,
  c_1,
  c_2,
  c_3,
  c_4,
  c_5,
  c_6,
  c_7,
  c_8,
  c_9,
  c_10,
  c_11,
  c_12,
  c_13,
  c_14,
  c_15,
  c_16,
  c_17,
  c_18,
  c_19,
  c_20,
  c_21,
  c_22,
  c_23,
  c_24,
  c_25,
  c_26,
  c_27,
  c_28,
  c_29,
  c_30,
  c_31,
  SIZE
};

/// Bytes of a tile of 32 x 32 elements.
inline uint32_t tile_size(DataFormat format) {
  const tilium::device::FormatInfo *known = tilium::device::findFormat(format);
  return known ? known->tileBytes : 0;
}

} // namespace tt

#endif // TILIUM_HOST_TT_METALIUM_BASE_TYPES_HPP
