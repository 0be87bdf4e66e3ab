//===- FurtherFunctionTest.cpp - The next number, and a periodic function -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

TEST(NextNumber, IsExact) {
  const float special[] = {0.0f,    -0.0f,         1.0f,     -1.0f,     2.5f,   -2.5f,  100.0f,
                           1.0e-3f, std::nanf(""), INFINITY, 0x1p-126f, 3.0e8f, -3.0e8f};
  constexpr size_t count = std::size(special);
  std::vector<DestProgram::Words> tiles(2, DestProgram::Words(1024));
  for (size_t i = 0; i < 1024; ++i) {
    tiles[0][i] = std::bit_cast<uint32_t>(special[i % count]);
    tiles[1][i] = std::bit_cast<uint32_t>(special[i / count % count]);
  }
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<DestProgram::Words> out =
      program.run("#include \"api/compute/nextafter.h\"\n",
                  {"nextafter_binary_tile_init(); nextafter_binary_tile(0, 1, 0);",
                   "nextafter_bf16_binary_tile_init(); nextafter_bf16_binary_tile(0, 1, 0);"},
                  tiles);
  for (size_t i = 0; i < count * count; ++i) {
    float from = special[i % count], to = special[i / count];
    float next = std::nextafter(from, to);
    EXPECT_EQ(out[0][i] & 0x7FFFFFFFu,
              std::bit_cast<uint32_t>(std::isnan(next) ? NAN : next) & 0x7FFFFFFFu)
        << from << " to " << to;
    // bfloat16 has the upper halves of words for numbers.
    uint32_t half = tiles[0][i] >> 16;
    if (std::isnan(next) || from == to || from == 0)
      continue;
    half = (from < to) == (from > 0) ? half + 1 : half - 1;
    EXPECT_EQ(out[1][i] >> 16, half) << from << " to " << to;
  }
}

TEST(SnakeBeta, FollowsItsDefinition) {
  std::vector<DestProgram::Words> tiles(3, DestProgram::Words(1024));
  auto value = [](size_t tile, size_t i) {
    return (static_cast<float>((i * 37 + tile * 11) % 101) - 50) / (tile == 2 ? 7.0f : 13.0f) +
           0.3f;
  };
  for (size_t tile = 0; tile < 3; ++tile)
    for (size_t i = 0; i < 1024; ++i)
      tiles[tile][i] = std::bit_cast<uint32_t>(value(tile, i));
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<DestProgram::Words> out = program.run(
      "#include \"api/compute/eltwise_unary/snake_beta.h\"\n",
      {"snake_beta_tile_init(); snake_beta_tile<DataFormat::Float32>(0, 1, 2, 0);"}, tiles);
  for (size_t i = 0; i < 1024; ++i) {
    double x = value(0, i), part = std::pow(std::sin(x * value(1, i)), 2) / value(2, i);
    EXPECT_NEAR(std::bit_cast<float>(out[0][i]), x + part,
                3e-6 * (std::abs(x) + std::abs(part) + 1 / std::abs(value(2, i))))
        << i;
  }
}

} // namespace
