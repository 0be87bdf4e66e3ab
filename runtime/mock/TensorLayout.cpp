//===- TensorLayout.cpp - Row-major tensors to tiles and back -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "TensorLayout.h"

#include <cstring>
#include <stdexcept>
#include <string>

using namespace tilium::runtime;

static constexpr int64_t tileSide = 32, faceSide = 16, tileElements = tileSide * tileSide;

static int64_t tilesAlong(int64_t extent, int64_t block) {
  auto tiles = [](int64_t elements) { return (elements + tileSide - 1) / tileSide; };
  return extent / block * tiles(block) + tiles(extent % block);
}

static int64_t extentOf(const TensorLayout &layout, int64_t dim) {
  return dim < 0 ? 1 : layout.shape[dim];
}

int64_t TensorLayout::elementCount() const {
  int64_t count = 1;
  for (int64_t extent : shape)
    count *= extent;
  return count;
}

int64_t TensorLayout::tileCount() const {
  int64_t rows = extentOf(*this, rowDim), cols = extentOf(*this, colDim);
  return elementCount() / (rows * cols) * tilesAlong(rows, rowBlock) * tilesAlong(cols, colBlock);
}

namespace {

/// Where the elements along rows or columns lie, worked out once for all matrices.
struct Axis {
  std::vector<int64_t> tile;   ///< Tile of each element.
  std::vector<int64_t> within; ///< Its place in the tile.
  int64_t tiles;

  Axis(int64_t extent, int64_t block) : tiles(tilesAlong(extent, block)) {
    int64_t blockTiles = (block + tileSide - 1) / tileSide;
    for (int64_t i = 0; i < extent; ++i) {
      tile.push_back(i / block * blockTiles + i % block / tileSide);
      within.push_back(i % block % tileSide);
    }
  }
};

} // namespace

/// Calls `visit(rowMajorElement, tiledElement)` for each element.
template <typename Visit>
static void forEachElement(const TensorLayout &layout, Visit visit) {
  Axis rows(extentOf(layout, layout.rowDim), layout.rowBlock);
  Axis cols(extentOf(layout, layout.colDim), layout.colBlock);
  size_t rank = layout.shape.size();
  std::vector<int64_t> stride(rank, 1), index(rank, 0);
  for (size_t i = rank; i-- > 1;)
    stride[i - 1] = stride[i] * layout.shape[i];
  int64_t rowStride = layout.rowDim < 0 ? 0 : stride[layout.rowDim];
  int64_t colStride = layout.colDim < 0 ? 0 : stride[layout.colDim];
  auto isOuter = [&](size_t dim) {
    return static_cast<int64_t>(dim) != layout.rowDim && static_cast<int64_t>(dim) != layout.colDim;
  };
  for (int64_t matrix = 0;; ++matrix) {
    int64_t base = 0;
    for (size_t dim = 0; dim < rank; ++dim)
      base += index[dim] * stride[dim];
    for (size_t r = 0; r < rows.tile.size(); ++r)
      for (size_t c = 0; c < cols.tile.size(); ++c) {
        int64_t tile = (matrix * rows.tiles + rows.tile[r]) * cols.tiles + cols.tile[c];
        int64_t face = rows.within[r] / faceSide * 2 + cols.within[c] / faceSide;
        int64_t inFace = rows.within[r] % faceSide * faceSide + cols.within[c] % faceSide;
        visit(base + static_cast<int64_t>(r) * rowStride + static_cast<int64_t>(c) * colStride,
              tile * tileElements + face * faceSide * faceSide + inFace);
      }
    // The next combination of outer indices, the last dimension fastest.
    size_t dim = rank;
    while (dim-- > 0) {
      if (!isOuter(dim))
        continue;
      if (++index[dim] < layout.shape[dim])
        break;
      index[dim] = 0;
    }
    if (dim == static_cast<size_t>(-1))
      return;
  }
}

static void requireSize(const char *what, size_t found, int64_t expected) {
  if (found != static_cast<size_t>(expected))
    throw std::invalid_argument(std::string(what) + " has " + std::to_string(found) +
                                " bytes, the layout says " + std::to_string(expected));
}

std::vector<std::byte> tilium::runtime::toTiles(const TensorLayout &layout,
                                                std::span<const std::byte> elements) {
  int64_t bytes = layout.elementBytes;
  requireSize("tensor", elements.size(), layout.elementCount() * bytes);
  std::vector<std::byte> tiles(layout.tileCount() * tileElements * bytes);
  forEachElement(layout, [&](int64_t from, int64_t to) {
    std::memcpy(&tiles[to * bytes], &elements[from * bytes], bytes);
  });
  return tiles;
}

void tilium::runtime::fromTiles(const TensorLayout &layout, std::span<const std::byte> tiles,
                                std::span<std::byte> elements) {
  int64_t bytes = layout.elementBytes;
  requireSize("tensor", elements.size(), layout.elementCount() * bytes);
  requireSize("buffer", tiles.size(), layout.tileCount() * tileElements * bytes);
  forEachElement(layout, [&](int64_t to, int64_t from) {
    std::memcpy(&elements[to * bytes], &tiles[from * bytes], bytes);
  });
}
