//===- ckernel_sfpu_custom_add.h - A sum as an SFPI program -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_CUSTOM_ADD_H
#define TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_CUSTOM_ADD_H

#include "tilium/low_level_sfpu.h"

namespace ckernel::sfpu {
/// One face of DST tile `a` plus one of `b`, to `out`.
inline void my_add_tile_face(const std::uint32_t a, const std::uint32_t b,
                             const std::uint32_t out) {
  constexpr int registersOfTile = 32, registersOfFace = 8;
  auto place = [](std::uint32_t tile, int i) {
    return static_cast<int>(tile) * registersOfTile + i;
  };
  for (int i = 0; i < registersOfFace; ++i)
    dst_reg[place(out, i)] = dst_reg[place(a, i)] + dst_reg[place(b, i)];
}
} // namespace ckernel::sfpu

#endif // TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_CUSTOM_ADD_H
