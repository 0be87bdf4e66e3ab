//===- MatrixUnitTest.cpp - The bits of the matrix engine -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Cases whose results follow from how the engine aligns and rounds; the vendor's simulator gives
// the same bits for random ones (docs/device-simulator.md).
//
//===----------------------------------------------------------------------===//

#include "tensix/MatrixUnit.h"

#include "core/DataFormat.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace tilium::device;

namespace {

constexpr MatrixMode dst16{.phases = 4}, dst32{.fp32 = true, .phases = 4};

Tile filled(float value) {
  Tile tile;
  tile.value.fill(value);
  return tile;
}

float product(float dst, float a, float b, const MatrixMode &mode) {
  Tile tile = filled(dst);
  multiplyElements(tile, asSourceA(filled(a), mode), asSourceB(filled(b), mode), mode);
  return tile.value[0];
}

float sum(float a, float b, const MatrixMode &mode) {
  Tile tile;
  addElements(tile, filled(a), filled(b), false, mode);
  return tile.value[0];
}

/// The sum of products of a row of `b` with ones.
float rowSum(const std::array<float, tileSide> &row, const MatrixMode &mode) {
  Tile dst, b;
  std::copy(row.begin(), row.end(), b.value.begin());
  multiplyMatrices(dst, asSourceB(b, mode), asSourceA(filled(1.0f), mode), mode);
  for (uint32_t column = 1; column < tileSide; ++column)
    EXPECT_EQ(dst.value[column], dst.value[0]);
  return dst.value[0];
}

TEST(MatrixUnit, ProductsOfAllPhasesAreExactWhereTheyFit) {
  EXPECT_EQ(product(0, 3.0f, -5.0f, dst32), -15.0f);
  EXPECT_EQ(product(2.0f, 3.0f, -5.0f, dst32), -13.0f);
  EXPECT_EQ(product(0, 1 + 0x1p-9f, 1 + 0x1p-10f, dst32), (1 + 0x1p-9f) * (1 + 0x1p-10f));
}

TEST(MatrixUnit, EachPhaseTakesItsBits) {
  MatrixMode mode = dst32;
  float a = 1 + 0x1p-4f + 0x1p-9f, b = 1 + 0x1p-6f + 0x1p-10f;
  float aHigh = 1 + 0x1p-4f, bHigh = 1 + 0x1p-6f;
  mode.phases = 1;
  EXPECT_EQ(product(0, a, b, mode), aHigh * bHigh);
  mode.phases = 2;
  EXPECT_EQ(product(0, a, b, mode), a * bHigh);
  mode.phases = 3;
  EXPECT_EQ(product(0, a, b, mode), a * bHigh + aHigh * (b - bHigh));
  // SrcA has no use for its tenth bit.
  EXPECT_EQ(product(0, 1 + 0x1p-10f, 1.0f, dst32), 1.0f);
}

// Eight products are added at the exponent of the largest, in steps of 2^-10 of it: 2^-11 is a tie,
// which goes away from zero, and less than that is lost.
TEST(MatrixUnit, ProductsAreAlignedToTheLargestOfEight) {
  std::array<float, tileSide> row{};
  row[0] = 1.0f;
  row[1] = 0x1p-11f;
  EXPECT_EQ(rowSum(row, dst32), 1 + 0x1p-10f);
  row[1] = -0x1p-11f;
  EXPECT_EQ(rowSum(row, dst32), 1 - 0x1p-10f);
  for (uint32_t i = 1; i < 8; ++i)
    row[i] = 0x1p-12f;
  EXPECT_EQ(rowSum(row, dst32), 1.0f);
  // Those of the other eight have their own exponent.
  row = {};
  row[0] = 1.0f;
  row[8] = 0x1p-12f;
  EXPECT_EQ(rowSum(row, dst32), 1 + 0x1p-12f);
}

TEST(MatrixUnit, SixteenBitsOfDstRoundEachStepAwayFromZero) {
  EXPECT_EQ(sum(256.0f, 1.0f, dst16), 258.0f);
  EXPECT_EQ(sum(-256.0f, -1.0f, dst16), -258.0f);
  EXPECT_EQ(sum(256.0f, 0.5f, dst16), 256.0f);
  EXPECT_EQ(sum(256.0f, 1.0f, dst32), 257.0f);
  MatrixMode float16{.float16 = true};
  EXPECT_EQ(sum(2048.0f, 1.0f, float16), 2050.0f);
}

TEST(MatrixUnit, TheLargestExponentIsOneLikeTheOthers) {
  EXPECT_EQ(sum(INFINITY, -INFINITY, dst16), 0.0f);
  EXPECT_EQ(sum(0x1p127f, 0x1p127f, dst16), INFINITY);
  EXPECT_EQ(sum(NAN, 0.0f, dst32), INFINITY);
  EXPECT_EQ(product(0, INFINITY, 0.0f, dst32), 0.0f);
  MatrixMode float16{.float16 = true};
  EXPECT_EQ(sum(65536.0f, 0.0f, float16), 65536.0f);
  EXPECT_EQ(sum(131008.0f, 131008.0f, float16), 131008.0f);
}

TEST(MatrixUnit, SubnormalNumbersAreZero) {
  EXPECT_EQ(std::bit_cast<uint32_t>(sum(-0x1p-127f, -0.0f, dst32)), 0u);
  EXPECT_EQ(product(0, 0x1p-127f, 0x1p100f, dst32), 0.0f);
  EXPECT_EQ(product(0, 0x1p-100f, 0x1p-100f, dst32), 0.0f);
  MatrixMode float16{.float16 = true};
  EXPECT_EQ(sum(0x1p-15f, 0x1p-15f, float16), 0.0f);
  EXPECT_EQ(sum(0x1p-14f, -0x1.8p-14f, float16), 0.0f);
}

// A sum of -1 in the last place: Wormhole's renormalisation counts one sign too many.
TEST(MatrixUnit, WormholeMisplacesMinusOne) {
  float dst = std::bit_cast<float>(0x3F81FFFF);
  MatrixMode mode = dst32;
  EXPECT_EQ(product(dst, -1.0f, 1 + 0x1p-6f, mode), -0x1p-23f);
  mode.misplacesMinusOne = true;
  EXPECT_EQ(product(dst, -1.0f, 1 + 0x1p-6f, mode), -16.0f);
  EXPECT_EQ(product(-dst, 1.0f, 1 + 0x1p-6f, mode), 0x1p-23f);
}

// Sums of 32 products keep what the alignment allows, whatever the order.
TEST(MatrixUnit, ProductsAreCloseToTheExactOnes) {
  std::mt19937 random(1);
  std::normal_distribution<float> any;
  Tile a, b, dst;
  for (uint32_t i = 0; i < tileElements; ++i) {
    a.value[i] = truncateToBfloat16(any(random));
    b.value[i] = truncateToBfloat16(any(random));
  }
  multiplyMatrices(dst, asSourceB(b, dst32), asSourceA(a, dst32), dst32);
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      double exact = 0, size = 0;
      for (uint32_t inner = 0; inner < tileSide; ++inner) {
        double term = double{b.at(row, inner)} * a.at(inner, column);
        exact += term;
        size = std::max(size, std::fabs(term));
      }
      // Half of 2^-10 of the largest of each eight, in the first phase; less in the others.
      EXPECT_NEAR(dst.at(row, column), exact, tileSide * size * 0x1p-10);
    }
}

/// The engine's rules for one element at a time, as docs/device-functions.md gives them, to hold
/// against what is computed in vectors.
class Rules {
public:
  explicit Rules(const MatrixMode &mode)
      : mode(mode), floor(mode.float16 && !mode.fp32 ? 112 : 0),
        above(mode.float16 && !mode.fp32 ? 144 : 255), drop(mode.fp32      ? 0
                                                            : mode.float16 ? 13
                                                                           : 16) {}

  /// A signed number of `bits` in the adder's places, at an exponent.
  struct Term {
    int64_t bits = 0;
    int32_t exponent = 0;
  };

  float product(float dst, const float *b, const float *a) const {
    for (int32_t phase = 0; phase < static_cast<int32_t>(mode.phases); ++phase)
      for (uint32_t face = 0; face < tileSide; face += faceSide)
        dst = add(dst, eight(b + face, a + face * tileSide, phase),
                  eight(b + face + 8, a + (face + 8) * tileSide, phase));
    return dst;
  }

private:
  static int64_t upTies(int64_t bits, int32_t places) {
    places = std::min(places, 30);
    return places == 0 ? bits : (bits + (int64_t{1} << (places - 1))) >> places;
  }
  static int64_t awayTies(int64_t bits, int32_t places) {
    return bits < 0 ? -upTies(-bits, places) : upTies(bits, places);
  }
  static int32_t exponentOf(float value) { return std::bit_cast<int32_t>(value) >> 23 & 255; }
  static int64_t mantissaOf(float value) {
    return (std::bit_cast<int32_t>(value) & 0x7FFFFF) | 0x800000;
  }
  bool isZero(float value) const { return exponentOf(value) <= (mode.float16 ? 112 : 0); }

  int64_t partOf(float value, bool isB, bool lower) const {
    if (isZero(value))
      return 0;
    int64_t bits = mantissaOf(value) >> 13;
    int64_t part =
        isB ? (lower ? (bits & 15) << 3 : bits >> 4) : (lower ? bits >> 1 & 31 : bits >> 6);
    return std::signbit(value) ? -part : part;
  }

  /// Eight products, with those of the largest exponent, at what the phase is worth.
  Term eight(const float *b, const float *a, int32_t phase) const {
    int32_t exponents[8], largest = -10000;
    for (uint32_t i = 0; i < 8; ++i) {
      bool zero = isZero(b[i]) || isZero(a[i * tileSide]);
      exponents[i] = zero ? -10000 : exponentOf(b[i]) + exponentOf(a[i * tileSide]);
      largest = std::max(largest, exponents[i]);
    }
    int64_t sum = 0;
    for (uint32_t i = 0; i < 8; ++i)
      sum += awayTies(partOf(a[i * tileSide], false, phase & 1) * partOf(b[i], true, phase & 2),
                      largest - exponents[i]);
    int32_t less = (phase & 1 ? 5 : 0) + (phase & 2 ? 7 : 0);
    int32_t least = !mode.float16 ? 0 : mode.fp32 ? 127 - 30 - less : 112;
    int32_t exponent = std::max(largest - 127 - less, least);
    return {exponent > floor ? sum << 13 : 0, exponent};
  }

  float add(float dst, Term first, Term second) const {
    Term own{exponentOf(dst) > floor ? mantissaOf(dst) : 0, std::max(exponentOf(dst), floor)};
    int32_t exponent = std::max({own.exponent, first.exponent, second.exponent});
    for (Term *term : {&own, &first, &second}) {
      term->bits = upTies(term->bits, exponent - term->exponent);
      if (!mode.fp32)
        term->bits = upTies(term->bits, 13) << 13;
    }
    return normalised((std::signbit(dst) ? -own.bits : own.bits) + first.bits + second.bits,
                      exponent);
  }

  float normalised(int64_t sum, int32_t exponent) const {
    if (sum == 0 || exponent <= floor)
      return 0.0f;
    int64_t magnitude = std::abs(sum);
    int32_t top = 63 - std::countl_zero(static_cast<uint64_t>(magnitude));
    if (mode.fp32 && mode.misplacesMinusOne && sum == -1)
      top = 27;
    int32_t places = top - 23 + drop;
    int64_t mantissa = places > 0 ? upTies(magnitude, places) : magnitude << -places;
    mantissa <<= drop;
    exponent += top - 23 + static_cast<int32_t>(mantissa >> 24 & 1);
    if (exponent <= floor)
      return 0.0f;
    int64_t word = exponent << 23 | (mantissa & 0x7FFFFF);
    if (exponent >= above)
      word = above == 144 ? 143 << 23 | 0x7FE000 : 255 << 23;
    auto bits = static_cast<uint32_t>(word);
    return std::bit_cast<float>(sum < 0 ? bits | 0x80000000u : bits);
  }

  MatrixMode mode;
  int32_t floor, above, drop;
};

/// A tile of numbers with `mantissaBits` of mantissa and exponents in a range, some of them zero.
Tile scattered(std::mt19937 &random, uint32_t mantissaBits, uint32_t least, uint32_t most) {
  Tile tile;
  for (float &value : tile.value) {
    uint32_t exponent = least + random() % (most - least + 1);
    uint32_t word = (random() & 0x807FFFFFu & ~0u << (23 - mantissaBits)) | exponent << 23;
    value = random() % 16 == 0 ? 0.0f : std::bit_cast<float>(word);
  }
  return tile;
}

TEST(MatrixUnit, VectorsHaveTheBitsOfTheRules) {
  std::mt19937 random(7);
  for (uint32_t run = 0; run < 96; ++run) {
    MatrixMode mode{.fp32 = run % 2 != 0,
                    .float16 = run / 2 % 3 == 2,
                    .misplacesMinusOne = run / 6 % 2 != 0,
                    .phases = 1 + run / 12 % 4};
    // Numbers of about the same size, far apart, and at both ends of the range.
    auto [least, most] = std::array<std::pair<uint32_t, uint32_t>, 3>{
        {{120, 132}, {90, 165}, {0, 255}}}[random() % 3];
    uint32_t bits = mode.float16 ? 10 : mode.fp32 ? 23 : 7;
    Tile a = scattered(random, bits, least, most), b = scattered(random, bits, least, most);
    Tile dst = scattered(random, bits, least, most), expected = dst;
    for (uint32_t row = 0; row < tileSide; ++row)
      for (uint32_t column = 0; column < tileSide; ++column)
        expected.at(row, column) =
            Rules(mode).product(dst.at(row, column), &b.value[row * tileSide], &a.value[column]);
    multiplyMatrices(dst, asSourceB(b, mode), asSourceA(a, mode), mode);
    for (uint32_t i = 0; i < tileElements; ++i)
      ASSERT_EQ(std::bit_cast<uint32_t>(dst.value[i]), std::bit_cast<uint32_t>(expected.value[i]))
          << "run " << run << ", element " << i;
  }
}

/// All pairs of mantissas of `bits` bits, the second one's power of two `distance` below and its
/// sign `sign`, a tile of them at a time.
template <typename Visit>
void forAllPairs(int bits, int distance, float sign, const Visit &visit) {
  const uint32_t count = 1u << bits;
  Tile a, b;
  uint32_t filled = 0;
  for (uint32_t pair = 0; pair < count * count; ++pair) {
    a.value[filled] = 1 + std::ldexp(static_cast<float>(pair / count), -bits);
    b.value[filled] =
        sign * std::ldexp(1 + std::ldexp(static_cast<float>(pair % count), -bits), -distance);
    if (++filled < tileElements)
      continue;
    visit(a, b);
    filled = 0;
  }
}

TEST(MatrixUnit, ProductsOfBfloat16AreExact) {
  for (int distance : {0, 3, 60})
    forAllPairs(7, distance, -1, [](const Tile &a, const Tile &b) {
      Tile dst;
      multiplyElements(dst, asSourceA(a, dst32), asSourceB(b, dst32), dst32);
      for (uint32_t i = 0; i < tileElements; ++i)
        ASSERT_EQ(dst.value[i], a.value[i] * b.value[i]);
    });
  // But for infinities, which elementwise code has.
  EXPECT_EQ(product(0, INFINITY, 0.5f, dst32), 0x1p127f);
}

/// The largest error of a sum that is rounded to numbers with `bits` bits of mantissa, in units of
/// their spacing around the exact sum.
float largestErrorOfSums(int bits, int distances, float (*round)(float)) {
  float largest = 0;
  for (int distance = 0; distance < distances; ++distance)
    for (float sign : {1.0f, -1.0f})
      forAllPairs(bits, distance, sign, [&](const Tile &a, const Tile &b) {
        Tile dst;
        addElements(dst, a, b, false, dst32);
        for (uint32_t i = 0; i < tileElements; ++i) {
          float exact = a.value[i] + b.value[i]; // Has at most 24 bits.
          if (exact == 0)
            continue;
          float spacing = std::ldexp(1.0f, std::ilogb(exact) - bits);
          largest = std::max(largest, std::abs(round(dst.value[i]) - exact) / spacing);
        }
      });
  return largest;
}

// The smaller of two is rounded to ten bits of the larger one before they are added.
TEST(MatrixUnit, SumsAreRoundedTwice) {
  EXPECT_EQ(largestErrorOfSums(7, 12, keepBfloat16), 0.625f);
  // 1 - (1 - 2^-11) is nothing at all.
  EXPECT_EQ(largestErrorOfSums(10, 3, keepFloat16), 1024.0f);
}

} // namespace
