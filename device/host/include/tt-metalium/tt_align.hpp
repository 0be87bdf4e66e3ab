//===- tt_align.hpp - Rounding up ----------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_TT_ALIGN_HPP
#define TILIUM_HOST_TT_METALIUM_TT_ALIGN_HPP

#include <cstdint>

namespace tt {
/// `size` rounded up to a multiple of `alignment`.
constexpr uint32_t align(uint32_t size, uint32_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}
} // namespace tt

#endif // TILIUM_HOST_TT_METALIUM_TT_ALIGN_HPP
