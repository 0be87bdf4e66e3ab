//===- Tilize.cpp - Row-major arrays to tiles and back --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Tilize.h"

#include "core/Error.h"
#include "tensix/Tile.h"

#include <algorithm>
#include <cstring>

namespace tilium::device {

namespace {

size_t tilesFor(uint32_t elements) { return (size_t{elements} + tileSide - 1) / tileSide; }

void check(size_t bytes, size_t expected, uint32_t elementBytes, const char *what) {
  if (elementBytes != 1 && elementBytes != 2 && elementBytes != 4)
    throw DeviceError(Rule::HostUsage, std::string(what) + ": elements must be 1, 2 or 4 bytes");
  if (bytes != expected)
    throw DeviceError(Rule::HostUsage, std::string(what) + ": " + std::to_string(bytes) +
                                           " bytes given, " + std::to_string(expected) +
                                           " expected");
}

/// Visits runs that are contiguous in both layouts: (row-major byte, tiled byte, bytes).
template <typename Visit>
void eachRun(uint32_t rows, uint32_t columns, uint32_t elementBytes, Visit visit) {
  size_t tilesAcross = tilesFor(columns);
  for (uint32_t row = 0; row < rows; ++row)
    for (uint32_t column = 0; column < columns; column += faceSide) {
      size_t tile = row / tileSide * tilesAcross + column / tileSide;
      size_t tiled = tile * tileElements + faceIndex(row % tileSide, column % tileSide);
      uint32_t count = std::min(faceSide, columns - column);
      visit((size_t{row} * columns + column) * elementBytes, tiled * elementBytes,
            size_t{count} * elementBytes);
    }
}

} // namespace

size_t tiledBytes(uint32_t rows, uint32_t columns, uint32_t elementBytes) {
  return tilesFor(rows) * tilesFor(columns) * tileElements * elementBytes;
}

std::vector<std::byte> tilize(std::span<const std::byte> rowMajor, uint32_t rows, uint32_t columns,
                              uint32_t elementBytes) {
  check(rowMajor.size(), size_t{rows} * columns * elementBytes, elementBytes, "tilize");
  std::vector<std::byte> tiled(tiledBytes(rows, columns, elementBytes));
  eachRun(rows, columns, elementBytes, [&](size_t from, size_t to, size_t bytes) {
    std::memcpy(tiled.data() + to, rowMajor.data() + from, bytes);
  });
  return tiled;
}

std::vector<std::byte> untilize(std::span<const std::byte> tiled, uint32_t rows, uint32_t columns,
                                uint32_t elementBytes) {
  check(tiled.size(), tiledBytes(rows, columns, elementBytes), elementBytes, "untilize");
  std::vector<std::byte> rowMajor(size_t{rows} * columns * elementBytes);
  eachRun(rows, columns, elementBytes, [&](size_t to, size_t from, size_t bytes) {
    std::memcpy(rowMajor.data() + to, tiled.data() + from, bytes);
  });
  return rowMajor;
}

} // namespace tilium::device
