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

/// Reads a tile from memory. Int8 becomes a word of sign and magnitude.
void loadTile(Tile &tile, const std::byte *memory, DataFormat format);
/// Writes a tile to memory as the packer does: rounding to nearest with ties away from zero; of
/// integers the low bits, but Int8 saturates.
void storeTile(const Tile &tile, std::byte *memory, DataFormat format);
/// The same for a tile whose rows lie `line` bytes apart in memory, without faces; block formats
/// have no such layout. Only the first `columns` columns are written.
void loadLines(Tile &tile, const std::byte *memory, uint32_t line, DataFormat format);
void storeLines(const Tile &tile, std::byte *memory, uint32_t line, DataFormat format,
                uint32_t columns);
void transposeTile(Tile &tile);
/// Transposes the order of faces (1), each face for itself (2), or both (3); nothing for 0.
void transposeParts(Tile &tile, uint32_t parts);

/// Integers as the matrix engine has them: a sign and 31 bits of magnitude. What does not fit
/// becomes the largest magnitude.
inline int64_t fromSignMagnitude(float word) {
  auto bits = std::bit_cast<uint32_t>(word);
  int64_t magnitude = bits & 0x7FFFFFFFu;
  return bits >> 31 ? -magnitude : magnitude;
}
inline float toSignMagnitude(int64_t value) {
  int64_t magnitude = value < 0 ? -value : value;
  auto bits = static_cast<uint32_t>(magnitude > 0x7FFFFFFF ? 0x7FFFFFFF : magnitude);
  return std::bit_cast<float>(value < 0 ? bits | 0x80000000u : bits);
}
/// `c` += `a` x `b` for integers in sign and magnitude.
void multiplyAccumulateIntegers(Tile &c, const Tile &a, const Tile &b);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_TILE_H
