//===- RandomTest.cpp - Random numbers of the vector engine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"
#include "core/Error.h"

#include <gtest/gtest.h>

#include <set>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

const std::string headers = "#include \"api/compute/eltwise_unary/dropout.h\"\n"
                            "#include \"api/compute/eltwise_unary/rand.h\"\n"
                            "constexpr uint32_t bits(float x) { return "
                            "__builtin_bit_cast(uint32_t, x); }\n";

std::vector<Words> run(const std::vector<std::string> &steps, const char *architecture) {
  DestProgram program(DataFormat::Float32, DataFormat::Float32, architecture);
  return program.run(headers, steps, {Words(1024, std::bit_cast<uint32_t>(3.0f))});
}

class Random : public testing::TestWithParam<const char *> {};

TEST_P(Random, NumbersAreSpreadEvenly) {
  const std::string draw = "rand_tile(0, bits(-1.0f), bits(4.0f));";
  std::vector<Words> out = run({"rand_tile_init(7); " + draw, draw, draw, draw}, GetParam());
  std::vector<int> bins(16);
  std::set<uint32_t> different;
  for (const Words &tile : out)
    for (uint32_t word : tile) {
      auto number = std::bit_cast<float>(word);
      ASSERT_GE(number, -1.0f);
      ASSERT_LE(number, 3.0f);
      ++bins[std::min(15, static_cast<int>((number + 1) * 4))];
      different.insert(word);
    }
  for (int count : bins) // 256 of each are expected, 15.5 the deviation.
    EXPECT_NEAR(count, 256, 70);
  EXPECT_GT(different.size(), 4080u);
}

TEST_P(Random, ASeedRepeats) {
  const std::string draw = " rand_tile(0, 0, bits(1.0f));";
  std::vector<Words> out = run({"rand_tile_init(7);" + draw, draw, "rand_tile_init(7);" + draw,
                                "rand_tile_init(8);" + draw, "rand_tile_init(7, 1);" + draw},
                               GetParam());
  EXPECT_EQ(out[0], out[2]);
  EXPECT_NE(out[0], out[1]);
  EXPECT_NE(out[0], out[3]);
  EXPECT_NE(out[0], out[4]);
}

/// The first number of lane 0 worked out by hand: the shift register seeded with 7, 32 steps, then
/// two for each lane from the last one down.
TEST_P(Random, TheFirstNumberIsTheVendors) {
  auto step = [](uint32_t s) {
    return (~static_cast<uint32_t>(std::popcount(s & 0x80200003u)) << 31) | (s >> 1);
  };
  uint32_t state = 7;
  for (int i = 0; i < 96; ++i)
    state = step(state);
  bool blackhole = std::string(GetParam()) == "blackhole";
  uint32_t salt = blackhole ? 407 : -151u;
  salt ^= salt << (blackhole ? 14 : 20);
  salt ^= salt << (blackhole ? 6 : 5);
  uint32_t x = state + salt;
  if (blackhole) {
    x ^= x >> 8;
    x ^= x >> 16;
    x = (x & 0xFF800000u) | (x * 0x56594Bu & 0x7FFFFFu);
    x ^= x << 8;
    x ^= x >> 14;
  } else {
    x ^= x >> 16;
    x += x << 10;
    x ^= x >> 6;
    x += x << 13;
    x ^= x >> 16;
  }
  std::vector<Words> out = run({"rand_tile_init(7); rand_tile(0, 0, bits(1.0f));"}, GetParam());
  EXPECT_EQ(std::bit_cast<float>(out[0][0]), static_cast<float>(x & 0x7FFFFFFFu) * 0x1p-31f);
}

TEST_P(Random, DropoutZeroesAShareAndScalesTheRest) {
  // The shift registers of the lanes are only two steps apart, and a draw is one: the 64 tiles are
  // made of some 2100 words.
  const std::string drop = "dropout_tile(0, 0x20000000, bits(4.0f / 3));"; // A quarter.
  std::vector<std::string> steps(64, drop);
  steps[0] = "dropout_kernel_init(5); " + drop;
  std::vector<Words> out = run(steps, GetParam());
  int zeroes = 0;
  for (const Words &tile : out)
    for (uint32_t word : tile) {
      auto number = std::bit_cast<float>(word);
      if (number == 0)
        ++zeroes;
      else
        ASSERT_EQ(number, 3.0f * (4.0f / 3));
    }
  EXPECT_NEAR(zeroes, 16384, 0.2 * 16384);
  EXPECT_NE(out[0], out[1]);
}

TEST_P(Random, NumbersNeedASeed) {
  try {
    run({"rand_tile(0, 0, bits(1.0f));"}, GetParam());
    FAIL() << "not refused";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::MissingInit);
  }
}

INSTANTIATE_TEST_SUITE_P(Chips, Random, testing::Values("wormhole_b0", "blackhole"));

} // namespace
