//===- FurtherFunctionTest.cpp - Functions with rules of their own --------===//
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

// The vector engine's adder and multiplier take and give no subnormal numbers.
TEST(VectorArithmetic, SubnormalNumbersAreZero) {
  std::vector<DestProgram::Words> tiles(2, DestProgram::Words(1024));
  for (size_t i = 0; i < 1024; ++i) {
    tiles[0][i] = std::bit_cast<uint32_t>(i % 2 ? 0x1p-127f : 0x1p-126f);
    tiles[1][i] = std::bit_cast<uint32_t>(0x1p-1f);
  }
  const std::string twoTo126 = "0x7E800000u", smallest = "0x00800000u";
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<DestProgram::Words> out =
      program.run("#include \"api/compute/eltwise_binary_sfpu.h\"\n"
                  "#include \"api/compute/eltwise_unary/binop_with_scalar.h\"\n"
                  "#include \"api/compute/sfpu_binary_bcast.h\"\n",
                  {"binop_with_scalar_tile_init(); mul_unary_tile(0, " + twoTo126 + ");",
                   "binop_with_scalar_tile_init(); sub_unary_tile(0, " + smallest + ");",
                   "mul_binary_tile_init(); mul_binary_tile(0, 1, 0);",
                   "add_binary_tile_init(); add_binary_tile(0, 1, 0);",
                   "sfpu_bcast_row_init(); sfpu_mul_bcast_row(0, 1);"},
                  tiles);
  for (size_t i = 0; i < 1024; ++i) {
    bool isSubnormal = i % 2;
    EXPECT_EQ(std::bit_cast<float>(out[0][i]), isSubnormal ? 0.0f : 1.0f);
    EXPECT_EQ(std::bit_cast<float>(out[1][i]), isSubnormal ? -0x1p-126f : 0.0f);
    EXPECT_EQ(std::bit_cast<float>(out[2][i]), 0.0f);
    EXPECT_EQ(std::bit_cast<float>(out[3][i]), 0.5f);
    EXPECT_EQ(std::bit_cast<float>(out[4][i]), 0.0f);
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
