//===- Tile.cpp - 32x32 tiles and their layout in memory ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tensix/Tile.h"

#include <cstring>
#include <utility>

#if defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define TILIUM_VECTOR_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#endif
#endif
#ifndef TILIUM_VECTOR_CLONES
#define TILIUM_VECTOR_CLONES
#endif

namespace tilium::device {
namespace {

/// Calls `convert(memory element, tile element)` over rows of faces, which are contiguous in both.
template <typename Element, typename TileType, typename Convert>
void eachElement(TileType &tile, Element *memory, Convert convert) {
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t half = 0; half < 2; ++half) {
      Element *face = memory + faceIndex(row, half * faceSide);
      auto *values = &tile.value[row * tileSide + half * faceSide];
      for (uint32_t column = 0; column < faceSide; ++column)
        convert(face[column], values[column]);
    }
}

template <typename Element>
Element *as(std::byte *memory) {
  return reinterpret_cast<Element *>(memory);
}
template <typename Element>
const Element *as(const std::byte *memory) {
  return reinterpret_cast<const Element *>(memory);
}

} // namespace

void loadTile(Tile &tile, const std::byte *memory, DataFormat format) {
  switch (format) {
  case DataFormat::Float16_b:
    eachElement(tile, as<uint16_t>(memory),
                [](uint16_t from, float &to) { to = bfloat16ToFloat(from); });
    return;
  case DataFormat::Float16:
    eachElement(tile, as<uint16_t>(memory),
                [](uint16_t from, float &to) { to = float16ToFloat(from); });
    return;
  case DataFormat::UInt16:
    eachElement(tile, as<uint16_t>(memory), [](uint16_t from, float &to) {
      to = std::bit_cast<float>(static_cast<uint32_t>(from));
    });
    return;
  case DataFormat::UInt8:
    eachElement(tile, as<uint8_t>(memory), [](uint8_t from, float &to) {
      to = std::bit_cast<float>(static_cast<uint32_t>(from));
    });
    return;
  default:
    eachElement(tile, as<uint32_t>(memory),
                [](uint32_t from, float &to) { to = std::bit_cast<float>(from); });
  }
}

void storeTile(const Tile &tile, std::byte *memory, DataFormat format) {
  switch (format) {
  case DataFormat::Float16_b:
    eachElement(tile, as<uint16_t>(memory),
                [](uint16_t &to, float from) { to = roundToBfloat16(from); });
    return;
  case DataFormat::Float16:
    eachElement(tile, as<uint16_t>(memory),
                [](uint16_t &to, float from) { to = roundToFloat16(from); });
    return;
  case DataFormat::UInt16:
    eachElement(tile, as<uint16_t>(memory), [](uint16_t &to, float from) {
      to = static_cast<uint16_t>(std::bit_cast<uint32_t>(from));
    });
    return;
  case DataFormat::UInt8:
    eachElement(tile, as<uint8_t>(memory), [](uint8_t &to, float from) {
      to = static_cast<uint8_t>(std::bit_cast<uint32_t>(from));
    });
    return;
  default:
    eachElement(tile, as<uint32_t>(memory),
                [](uint32_t &to, float from) { to = std::bit_cast<uint32_t>(from); });
  }
}

void transposeTile(Tile &tile) {
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = row + 1; column < tileSide; ++column)
      std::swap(tile.at(row, column), tile.at(column, row));
}

// Several rows at once, so that their sums do not wait for each other. Each sum has the same order
// of additions for any number of them.
TILIUM_VECTOR_CLONES
void multiplyAccumulate(Tile &c, const Tile &a, const Tile &b, uint32_t begin, uint32_t end) {
  constexpr uint32_t rows = 4;
  for (uint32_t row = 0; row < tileSide; row += rows) {
    float sums[rows][tileSide];
    for (uint32_t i = 0; i < rows; ++i)
      for (uint32_t column = 0; column < tileSide; ++column)
        sums[i][column] = c.value[(row + i) * tileSide + column];
    for (uint32_t inner = begin; inner < end; ++inner) {
      const float *line = &b.value[inner * tileSide];
      for (uint32_t i = 0; i < rows; ++i) {
        float factor = a.value[(row + i) * tileSide + inner];
        for (uint32_t column = 0; column < tileSide; ++column)
          sums[i][column] += factor * line[column];
      }
    }
    for (uint32_t i = 0; i < rows; ++i)
      for (uint32_t column = 0; column < tileSide; ++column)
        c.value[(row + i) * tileSide + column] = sums[i][column];
  }
}

} // namespace tilium::device
