//===- Tile.h - 32x32 tiles and their layout in memory ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_TILE_H
#define TILIUM_DEVICE_TENSIX_TILE_H

#include "core/DataFormat.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace tilium::device {

inline constexpr uint32_t tileSide = 32;
inline constexpr uint32_t faceSide = 16;
inline constexpr uint32_t tileElements = tileSide * tileSide;

/// A tile in row-major order. Integers are kept as bit patterns.
struct alignas(64) Tile {
  std::array<float, tileElements> value{};
  float &at(uint32_t row, uint32_t column) { return value[row * tileSide + column]; }
  float at(uint32_t row, uint32_t column) const { return value[row * tileSide + column]; }
};

/// Position of element (row, column) in a tile in memory: four faces of 16x16, row by row.
constexpr uint32_t faceIndex(uint32_t row, uint32_t column) {
  uint32_t face = row / faceSide * 2 + column / faceSide;
  return face * faceSide * faceSide + row % faceSide * faceSide + column % faceSide;
}

/// Reads a tile from memory; `format` must have whole-byte elements.
void loadTile(Tile &tile, const std::byte *memory, DataFormat format);
/// Writes a tile to memory, rounding to nearest even (integers: low bits).
void storeTile(const Tile &tile, std::byte *memory, DataFormat format);
void transposeTile(Tile &tile);

/// `c` += `a` x `b` over the inner rows [begin, end), in fixed order.
void multiplyAccumulate(Tile &c, const Tile &a, const Tile &b, uint32_t begin, uint32_t end);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_TILE_H
