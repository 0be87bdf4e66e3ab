//===- constants.hpp - Sizes of tiles, for kernels -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TT_METALIUM_CONSTANTS_H
#define TILIUM_METALIUM_TT_METALIUM_CONSTANTS_H

#include <cstdint>

namespace tt::constants {
constexpr std::uint32_t TILE_HEIGHT = 32, TILE_WIDTH = 32, TILE_HW = 1024;
constexpr std::uint32_t FACE_HEIGHT = 16, FACE_WIDTH = 16, FACE_HW = 256;
} // namespace tt::constants

#endif // TILIUM_METALIUM_TT_METALIUM_CONSTANTS_H
