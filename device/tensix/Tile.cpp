//===- Tile.cpp - 32x32 tiles and their layout in memory ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "tensix/Tile.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace tilium::device {
namespace {

/// One row of 16 elements of a tile in memory, and where it belongs in the tile.
struct Place {
  uint32_t row, half;
  size_t element; ///< Its first element's number in memory.
};

/// Rows of faces, as tiles lie in memory.
template <typename Visit>
void eachFaceRow(Visit visit) {
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t half = 0; half < 2; ++half)
      visit(Place{row, half, faceIndex(row, half * faceSide)});
}

float wordOf(uint32_t bits) { return std::bit_cast<float>(bits); }
uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }

/// A byte of sign and magnitude as a word of the same, and back.
float widenInt8(uint8_t byte) { return wordOf(uint32_t(byte & 0x80) << 24 | (byte & 0x7Fu)); }
uint8_t narrowToInt8(float word) {
  uint32_t bits = bitsOf(word), magnitude = bits & 0x7FFFFFFFu;
  return static_cast<uint8_t>((bits >> 24 & 0x80u) | std::min(magnitude, 127u));
}

/// One sign, four exponent and three mantissa bits; no infinities, all ones is NaN.
float widenFp8(uint8_t byte) {
  uint32_t exponent = byte >> 3 & 15u, mantissa = byte & 7u;
  float magnitude = (byte & 0x7F) == 0x7F ? std::numeric_limits<float>::quiet_NaN()
                    : exponent == 0       ? static_cast<float>(mantissa) * 0x1p-9f
                                          : wordOf((exponent + 120u) << 23 | mantissa << 20);
  return byte & 0x80 ? -magnitude : magnitude;
}
/// Nearest, ties to even; what is too large becomes the largest.
uint8_t narrowToFp8(float value) {
  uint32_t bits = bitsOf(value), sign = bits >> 24 & 0x80u, magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u)
    return static_cast<uint8_t>(sign | 0x7Fu);
  if (magnitude < 0x3C800000u) // Below 2^-6: let the adder round at the last kept bit.
    return static_cast<uint8_t>(sign | (bitsOf(wordOf(magnitude) + 0x1p14f) - bitsOf(0x1p14f)));
  uint32_t rounded = (magnitude + 0x7FFFFu + (magnitude >> 20 & 1u)) >> 20;
  return static_cast<uint8_t>(sign | std::min(rounded - (120u << 3), 0x7Eu));
}

/// Copies 16 elements from memory of `format`.
template <typename Element, typename Convert>
void fromMemory(const std::byte *memory, float *values, uint32_t count, Convert convert) {
  auto *elements = reinterpret_cast<const Element *>(memory);
  for (uint32_t i = 0; i < count; ++i)
    values[i] = convert(elements[i]);
}
template <typename Element, typename Convert>
void toMemory(std::byte *memory, const float *values, uint32_t count, Convert convert) {
  auto *elements = reinterpret_cast<Element *>(memory);
  for (uint32_t i = 0; i < count; ++i)
    elements[i] = convert(values[i]);
}

void loadElements(const std::byte *memory, float *values, uint32_t count, DataFormat format) {
  switch (format) {
  case DataFormat::Float16_b:
    return fromMemory<uint16_t>(memory, values, count, bfloat16ToFloat);
  case DataFormat::Float16:
    return fromMemory<uint16_t>(memory, values, count, unpackFloat16);
  case DataFormat::UInt16:
    return fromMemory<uint16_t>(memory, values, count, [](uint16_t from) { return wordOf(from); });
  case DataFormat::UInt8:
    return fromMemory<uint8_t>(memory, values, count, [](uint8_t from) { return wordOf(from); });
  case DataFormat::Int8:
    return fromMemory<uint8_t>(memory, values, count, widenInt8);
  case DataFormat::Fp8_e4m3:
    return fromMemory<uint8_t>(memory, values, count, widenFp8);
  default:
    return fromMemory<uint32_t>(memory, values, count, wordOf);
  }
}

void storeElements(std::byte *memory, const float *values, uint32_t count, DataFormat format) {
  switch (format) {
  case DataFormat::Float16_b:
    return toMemory<uint16_t>(memory, values, count, packBfloat16);
  case DataFormat::Float16:
    return toMemory<uint16_t>(memory, values, count, packFloat16);
  case DataFormat::UInt16:
    return toMemory<uint16_t>(memory, values, count,
                              [](float from) { return static_cast<uint16_t>(bitsOf(from)); });
  case DataFormat::UInt8:
    return toMemory<uint8_t>(memory, values, count,
                             [](float from) { return static_cast<uint8_t>(bitsOf(from)); });
  case DataFormat::Int8:
    return toMemory<uint8_t>(memory, values, count, narrowToInt8);
  case DataFormat::Fp8_e4m3:
    return toMemory<uint8_t>(memory, values, count, narrowToFp8);
  default:
    return toMemory<uint32_t>(memory, values, count, bitsOf);
  }
}

// Block formats: one exponent byte for each row of a face, all of them first, then signs and
// magnitudes. Magnitudes have no implicit bit: their top bit is worth the exponent's power of two.
constexpr size_t blockExponents = tileElements / faceSide;

/// A sign without a magnitude is minus infinity, and the exponent of a small magnitude wraps
/// around.
float widenBlockDatum(uint32_t datum, uint32_t exponent) {
  uint32_t sign = datum >> 7 << 31, magnitude = datum & 0x7Fu;
  if (magnitude == 0)
    return wordOf(sign ? 0xFF800000u : 0);
  auto zeros = static_cast<uint32_t>(std::countl_zero(static_cast<uint8_t>(magnitude << 1)));
  uint32_t mantissa = magnitude << zeros & 0x3Fu;
  return wordOf(sign | (exponent - zeros & 0xFFu) << 23 | mantissa << 17);
}

void loadBlocks(Tile &tile, const std::byte *memory, bool eightBits) {
  eachFaceRow([&](const Place &place) {
    auto exponent = std::to_integer<uint32_t>(memory[place.element / faceSide]);
    for (uint32_t i = 0; i < faceSide; ++i) {
      size_t number = place.element + i;
      auto byte =
          std::to_integer<uint32_t>(memory[blockExponents + (eightBits ? number : number / 2)]);
      uint32_t datum = eightBits ? byte : (number % 2 ? byte >> 4 : byte & 15u) << 4;
      tile.at(place.row, place.half * faceSide + i) = widenBlockDatum(datum, exponent);
    }
  });
}

/// Six mantissa bits; ties go away from zero, subnormals to zero, NaN to infinity.
uint32_t roundToSixBits(float value) {
  uint32_t bits = bitsOf(value);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
    bits = (bits & 0x80000000u) | 0x7F800000u;
  if ((bits & 0x7F800000u) == 0)
    return bits & 0x80000000u;
  return (bits + 0x10000u) & 0xFFFE0000u;
}

/// As the packer does: each number to seven bits, then those of a block to their common exponent,
/// both times to nearest with ties away from zero. Four bits are eight with the low ones cut off.
/// What is zero then has no sign.
void storeBlocks(const Tile &tile, std::byte *memory, bool eightBits) {
  eachFaceRow([&](const Place &place) {
    std::array<uint32_t, faceSide> rounded;
    uint32_t exponent = 0;
    for (uint32_t i = 0; i < faceSide; ++i) {
      rounded[i] = roundToSixBits(tile.at(place.row, place.half * faceSide + i));
      exponent = std::max(exponent, rounded[i] >> 23 & 0xFFu);
    }
    memory[place.element / faceSide] = static_cast<std::byte>(exponent);
    for (uint32_t i = 0; i < faceSide; ++i) {
      uint32_t own = rounded[i] >> 23 & 0xFFu, shift = std::min(exponent - own, 8u);
      uint32_t magnitude = own == 0 ? 0 : 0x40u | (rounded[i] >> 17 & 0x3Fu);
      magnitude = shift ? (magnitude + (1u << (shift - 1))) >> shift : magnitude;
      magnitude &= eightBits ? 0x7Fu : 0x70u;
      uint32_t datum = magnitude == 0 ? 0 : (rounded[i] >> 24 & 0x80u) | magnitude;
      size_t number = place.element + i;
      if (eightBits) {
        memory[blockExponents + number] = static_cast<std::byte>(datum);
        continue;
      }
      std::byte &pair = memory[blockExponents + number / 2];
      pair = number % 2 ? (pair & std::byte{0x0F}) | static_cast<std::byte>(datum & 0xF0u)
                        : static_cast<std::byte>(datum >> 4);
    }
  });
}

} // namespace

void loadTile(Tile &tile, const std::byte *memory, DataFormat format) {
  if (format == DataFormat::Bfp8_b || format == DataFormat::Bfp4_b)
    return loadBlocks(tile, memory, format == DataFormat::Bfp8_b);
  uint32_t bytes = findFormat(format)->elementBytes;
  eachFaceRow([&](const Place &place) {
    loadElements(memory + place.element * bytes, &tile.at(place.row, place.half * faceSide),
                 faceSide, format);
  });
}

void storeTile(const Tile &tile, std::byte *memory, DataFormat format) {
  if (format == DataFormat::Bfp8_b || format == DataFormat::Bfp4_b)
    return storeBlocks(tile, memory, format == DataFormat::Bfp8_b);
  uint32_t bytes = findFormat(format)->elementBytes;
  eachFaceRow([&](const Place &place) {
    storeElements(memory + place.element * bytes,
                  &tile.value[place.row * tileSide + place.half * faceSide], faceSide, format);
  });
}

void loadLines(Tile &tile, const std::byte *memory, uint32_t line, DataFormat format) {
  for (uint32_t row = 0; row < tileSide; ++row)
    loadElements(memory + size_t{row} * line, &tile.at(row, 0), tileSide, format);
}

void storeLines(const Tile &tile, std::byte *memory, uint32_t line, DataFormat format,
                uint32_t columns) {
  for (uint32_t row = 0; row < tileSide; ++row)
    storeElements(memory + size_t{row} * line, &tile.value[row * tileSide], columns, format);
}

void multiplyAccumulateIntegers(Tile &c, const Tile &a, const Tile &b) {
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      int64_t sum = fromSignMagnitude(c.at(row, column));
      for (uint32_t inner = 0; inner < tileSide; ++inner)
        sum += fromSignMagnitude(a.at(row, inner)) * fromSignMagnitude(b.at(inner, column));
      c.at(row, column) = toSignMagnitude(sum);
    }
}

void transposeTile(Tile &tile) {
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = row + 1; column < tileSide; ++column)
      std::swap(tile.at(row, column), tile.at(column, row));
}

void transposeParts(Tile &tile, uint32_t parts) {
  if (parts & 2)
    transposeTile(tile);
  // The faces off the diagonal change places with one of the two transpositions.
  if (parts == 1 || parts == 2)
    for (uint32_t row = 0; row < faceSide; ++row)
      for (uint32_t column = 0; column < faceSide; ++column)
        std::swap(tile.at(row, column + faceSide), tile.at(row + faceSide, column));
}

} // namespace tilium::device
