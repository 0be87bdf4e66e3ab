//===- FormatTest.cpp - Conversions and layouts ---------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/DataFormat.h"
#include "core/Error.h"
#include "host/Tilize.h"
#include "tensix/Tile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

using namespace tilium::device;

namespace {

TEST(Bfloat16, EveryValueSurvives) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    float value = bfloat16ToFloat(static_cast<uint16_t>(bits));
    uint16_t back = roundToBfloat16(value);
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(bfloat16ToFloat(back)));
    else
      EXPECT_EQ(back, bits);
  }
}

TEST(Bfloat16, TiesGoToEven) {
  for (uint32_t bits = 0; bits < 0x7F7F; ++bits) {
    uint32_t tie = bits << 16 | 0x8000u;
    uint32_t even = bits + (bits & 1);
    EXPECT_EQ(roundToBfloat16(std::bit_cast<float>(tie)), even);
    EXPECT_EQ(roundToBfloat16(std::bit_cast<float>(tie - 1)), bits);
    EXPECT_EQ(roundToBfloat16(std::bit_cast<float>(tie + 1)), bits + 1);
  }
}

// The packer's rounding, from the vendor's ISA-level simulator (docs/device-simulator.md).
TEST(Bfloat16, PackedTiesGoAwayFromZero) {
  for (uint32_t bits = 0x80; bits < 0x7F7F; ++bits) {
    uint32_t tie = bits << 16 | 0x8000u;
    for (uint32_t sign : {0u, 0x8000u}) {
      uint32_t signBits = sign << 16;
      EXPECT_EQ(packBfloat16(std::bit_cast<float>(tie | signBits)), bits + 1 + sign);
      EXPECT_EQ(packBfloat16(std::bit_cast<float>((tie - 1) | signBits)), bits + sign);
      EXPECT_EQ(packBfloat16(std::bit_cast<float>((tie + 1) | signBits)), bits + 1 + sign);
    }
  }
  EXPECT_EQ(packBfloat16(INFINITY), 0x7F80);
}

// ISA documentation, Packers/FormatConversion.md: rounding makes NaN infinity, and subnormal
// numbers and minus zero zero. The simulator does the same.
TEST(Bfloat16, PackingKnowsNeitherNaNNorSubnormals) {
  EXPECT_EQ(packBfloat16(NAN), 0x7F80);
  EXPECT_EQ(packBfloat16(-NAN), 0xFF80);
  EXPECT_EQ(packBfloat16(-0.0f), 0);
  EXPECT_EQ(packBfloat16(-0x1p-127f), 0);
  // Rounded first: the largest subnormal becomes the smallest normal number.
  EXPECT_EQ(packBfloat16(std::bit_cast<float>(0x807FFFFFu)), 0x8080);
}

TEST(Float16, EveryValueSurvives) {
  for (uint32_t bits = 0; bits < 0x10000; ++bits) {
    float value = float16ToFloat(static_cast<uint16_t>(bits));
    uint16_t back = roundToFloat16(value);
    if (std::isnan(value))
      EXPECT_TRUE(std::isnan(float16ToFloat(back)));
    else
      EXPECT_EQ(back, bits);
  }
}

TEST(Float16, RoundsToTheNearestEven) {
  for (uint32_t bits = 0; bits < 0x7BFF; ++bits) {
    double low = float16ToFloat(static_cast<uint16_t>(bits));
    double high = float16ToFloat(static_cast<uint16_t>(bits + 1));
    auto middle = static_cast<float>((low + high) / 2);
    EXPECT_EQ(roundToFloat16(middle), bits + (bits & 1));
    if (bits >= 0x400) {
      EXPECT_EQ(packFloat16(middle), bits + 1);
      EXPECT_EQ(packFloat16(-middle), bits + 1 + 0x8000);
      EXPECT_EQ(packFloat16(std::nextafter(middle, 0.0f)), bits);
    }
    EXPECT_EQ(roundToFloat16(std::nextafter(middle, 0.0f)), bits);
    EXPECT_EQ(roundToFloat16(std::nextafter(middle, INFINITY)), bits + 1);
  }
  EXPECT_EQ(roundToFloat16(65519.0f), 0x7BFF);
  EXPECT_EQ(roundToFloat16(65520.0f), 0x7C00);
}

// ISA documentation, FloatBitPatterns.md: the largest exponent is one like the others.
TEST(Float16, TheEnginesHaveNoInfinity) {
  EXPECT_EQ(unpackFloat16(0x7C00), 65536.0f);
  EXPECT_EQ(unpackFloat16(0xFFFF), -131008.0f);
  EXPECT_EQ(unpackFloat16(0x7BFF), 65504.0f);
  EXPECT_EQ(packFloat16(65536.0f), 0x7C00);
  EXPECT_EQ(packFloat16(-131008.0f), 0xFFFF);
  EXPECT_EQ(packFloat16(INFINITY), 0x7FFF);
  EXPECT_EQ(packFloat16(NAN), 0x7FFF);
}

// The same page of the ISA documentation, and FormatConversion.md: an exponent of zero is not
// flushed when 32 bits become 16, but its implicit bit is lost.
TEST(Float16, SmallNumbersArePackedAsTheHardwareDoes) {
  EXPECT_EQ(packFloat16(0x1p-14f), 0x400);
  EXPECT_EQ(packFloat16(-0x1.8p-15f), 0x8200);
  EXPECT_EQ(packFloat16(-0x1p-16f), 0x8000);
  EXPECT_EQ(packFloat16(-0x1p-127f), 0);
}

TEST(Tile, FaceIndexIsABijection) {
  std::vector<bool> seen(tileElements, false);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      uint32_t index = faceIndex(row, column);
      ASSERT_LT(index, tileElements);
      EXPECT_FALSE(seen[index]);
      seen[index] = true;
    }
  EXPECT_EQ(faceIndex(0, 16), 256u);
  EXPECT_EQ(faceIndex(16, 0), 512u);
  EXPECT_EQ(faceIndex(17, 18), 768u + 16 + 2);
}

TEST(Tile, StoreUndoesLoad) {
  for (DataFormat format : {DataFormat::Float32, DataFormat::Float16, DataFormat::Float16_b,
                            DataFormat::Int32, DataFormat::UInt16, DataFormat::UInt8}) {
    uint32_t bytes = findFormat(format)->tileBytes;
    std::vector<std::byte> memory(bytes), back(bytes);
    for (uint32_t i = 0; i < bytes; ++i)
      memory[i] = static_cast<std::byte>(((i * 7 + i / 256) & 0x3F) | 0x24); // No subnormals.
    Tile tile;
    loadTile(tile, memory.data(), format);
    storeTile(tile, back.data(), format);
    EXPECT_EQ(memory, back) << formatName(format);
  }
}

class TilizeTest : public testing::TestWithParam<std::tuple<uint32_t, uint32_t, uint32_t>> {};

TEST_P(TilizeTest, RoundTripKeepsDataAndPadsWithZero) {
  auto [rows, columns, bytes] = GetParam();
  std::vector<std::byte> data(size_t{rows} * columns * bytes);
  for (size_t i = 0; i < data.size(); ++i)
    data[i] = static_cast<std::byte>(i * 31 % 251 + 1);
  std::vector<std::byte> tiled = tilize(data, rows, columns, bytes);
  EXPECT_EQ(tiled.size(), tiledBytes(rows, columns, bytes));
  EXPECT_EQ(untilize(tiled, rows, columns, bytes), data);
  auto zeros = std::count(tiled.begin(), tiled.end(), std::byte{0});
  EXPECT_EQ(static_cast<size_t>(zeros), tiled.size() - data.size());
}

INSTANTIATE_TEST_SUITE_P(Shapes, TilizeTest,
                         testing::Combine(testing::Values(1, 16, 31, 32, 33, 97),
                                          testing::Values(1, 15, 32, 65, 200),
                                          testing::Values(1, 2, 4)));

TEST(Tilize, WrongSizeIsRefused) {
  std::vector<std::byte> data(10);
  EXPECT_THROW(tilize(data, 2, 4, 1), DeviceError);
  EXPECT_THROW(tilize(data, 5, 2, 3), DeviceError);
}

} // namespace
