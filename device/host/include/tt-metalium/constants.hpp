//===- constants.hpp - Tile sizes by the vendor's names -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_CONSTANTS_HPP
#define TILIUM_HOST_TT_METALIUM_CONSTANTS_HPP

#include <cstdint>

namespace tt::constants {
inline constexpr uint32_t TILE_HEIGHT = 32, TILE_WIDTH = 32, TILE_HW = 1024;
inline constexpr uint32_t FACE_HEIGHT = 16, FACE_WIDTH = 16, FACE_HW = 256;
} // namespace tt::constants

#endif // TILIUM_HOST_TT_METALIUM_CONSTANTS_HPP
