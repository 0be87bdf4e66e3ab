//===- TensorLayoutTest.cpp - Row-major tensors to tiles and back ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "mock/TensorLayout.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <stdexcept>

using namespace tilium::runtime;

static std::vector<std::byte> numbered(int64_t count) {
  std::vector<std::byte> bytes(count * 4);
  for (int32_t i = 0; i < count; ++i)
    std::memcpy(&bytes[i * 4], &i, 4);
  return bytes;
}

static int32_t elementAt(const std::vector<std::byte> &bytes, int64_t index) {
  int32_t value;
  std::memcpy(&value, &bytes[index * 4], 4);
  return value;
}

TEST(TensorLayout, OneTileIsFourFaces) {
  TensorLayout layout{.shape = {32, 32}, .rowDim = 0, .colDim = 1};
  auto tiles = toTiles(layout, numbered(32 * 32));
  EXPECT_EQ(elementAt(tiles, 1), 1);         // Row 0 of face 0.
  EXPECT_EQ(elementAt(tiles, 16), 32);       // Row 1 of face 0.
  EXPECT_EQ(elementAt(tiles, 256), 16);      // Face 1: columns 16 to 31.
  EXPECT_EQ(elementAt(tiles, 512), 16 * 32); // Face 2: rows 16 to 31.
  EXPECT_EQ(elementAt(tiles, 1023), 32 * 32 - 1);
}

TEST(TensorLayout, PadsToWholeTilesWithZeros) {
  TensorLayout layout{.shape = {33, 1}, .rowDim = 0, .colDim = 1};
  EXPECT_EQ(layout.tileCount(), 2);
  auto tiles = toTiles(layout, numbered(33));
  EXPECT_EQ(elementAt(tiles, 1024), 32);
  EXPECT_EQ(elementAt(tiles, 1025), 0);
}

TEST(TensorLayout, BlocksStartTilesAnew) {
  // Blocks of 48 take two tiles; the second block starts in the third.
  TensorLayout layout{.shape = {96, 32}, .rowDim = 0, .colDim = 1, .rowBlock = 48};
  EXPECT_EQ(layout.tileCount(), 4);
  auto tiles = toTiles(layout, numbered(96 * 32));
  EXPECT_EQ(elementAt(tiles, 2 * 1024), 48 * 32);
}

TEST(TensorLayout, OuterDimensionsComeFirst) {
  // Rows and columns need not be the last dimensions.
  TensorLayout layout{.shape = {2, 64, 3, 32}, .rowDim = 1, .colDim = 3};
  EXPECT_EQ(layout.tileCount(), 2 * 3 * 2);
  auto tiles = toTiles(layout, numbered(layout.elementCount()));
  // Batch 1, head 2 is the sixth matrix; its first element is [1, 0, 2, 0].
  EXPECT_EQ(elementAt(tiles, 5 * 2 * 1024), (64 * 3 + 2) * 32);
}

TEST(TensorLayout, RoundTripsAnyLayout) {
  std::mt19937 random(7);
  auto draw = [&](int64_t most) { return static_cast<int64_t>(random() % most); };
  for (int round = 0; round < 300; ++round) {
    TensorLayout layout;
    int64_t rank = 1 + draw(4);
    for (int64_t i = 0; i < rank; ++i)
      layout.shape.push_back(1 + draw(70));
    layout.rowDim = draw(rank + 1) - 1;
    layout.colDim = draw(rank + 1) - 1;
    if (layout.rowDim == layout.colDim)
      layout.colDim = -1;
    layout.rowBlock = 1 + draw(80);
    layout.colBlock = 1 + draw(80);
    if (layout.elementCount() > 200000)
      continue;
    auto elements = numbered(layout.elementCount());
    std::vector<std::byte> back(elements.size());
    fromTiles(layout, toTiles(layout, elements), back);
    ASSERT_EQ(elements, back) << "round " << round;
  }
}

TEST(TensorLayout, RefusesWrongSizes) {
  TensorLayout layout{.shape = {32, 32}, .rowDim = 0, .colDim = 1};
  EXPECT_THROW(toTiles(layout, numbered(31)), std::invalid_argument);
  std::vector<std::byte> elements(32 * 32 * 4), tiles(12);
  EXPECT_THROW(fromTiles(layout, tiles, elements), std::invalid_argument);
}
