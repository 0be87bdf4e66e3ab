//===- MatrixUnit.cpp - The arithmetic of the matrix engine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// All in integers, eight elements at a time, so that every host gives the same bits.
//
//===----------------------------------------------------------------------===//

#include "tensix/MatrixUnit.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#if defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define TILIUM_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef TILIUM_VECTOR_CLONES
#define TILIUM_VECTOR_CLONES
#endif
#define TILIUM_INLINE inline __attribute__((always_inline))

namespace tilium::device {
namespace {

/// Elements that are computed at once.
constexpr uint32_t width = 8;
using Lanes = int32_t __attribute__((vector_size(width * sizeof(int32_t))));
using FloatLanes = float __attribute__((vector_size(width * sizeof(float))));

// Inlined everywhere: how a vector is passed depends on the instruction set of the caller.
TILIUM_INLINE void load(Lanes &lanes, const void *from) { std::memcpy(&lanes, from, sizeof lanes); }
TILIUM_INLINE void store(void *to, const Lanes &lanes) { std::memcpy(to, &lanes, sizeof lanes); }

constexpr int32_t mantissaBits = 23, implicitBit = 1 << mantissaBits;
constexpr int32_t mantissaMask = implicitBit - 1, bias = 127;
constexpr int32_t signBit = std::numeric_limits<int32_t>::min();
/// A product's place in the adder: its bits stand this far from the last one.
constexpr int32_t productShift = 13;
/// Float16's smallest exponent and largest number, as words of fp32.
constexpr int32_t float16Floor = 112, float16Above = 144, float16Largest = 143 << 23 | 0x7FE000;
/// Upper bits first: what a product of lower bits is worth less, in powers of two.
constexpr int32_t lowerA = 5, lowerB = 7;

/// The exponents between which DST has numbers, and how many bits of a sum it drops.
struct Range {
  int32_t floor, above, largest, drop;
};

Range rangeOf(const MatrixMode &mode) {
  if (mode.fp32)
    return {0, 255, 255 << mantissaBits, 0};
  if (mode.float16)
    return {float16Floor, float16Above, float16Largest, 13};
  return {0, 255, 255 << mantissaBits, 16};
}

/// The exponent that terms without bits have in the adder.
int32_t emptyExponent(const MatrixMode &mode, int32_t phase) {
  if (!mode.float16)
    return 0;
  int32_t less = (phase & 1 ? lowerA : 0) + (phase & 2 ? lowerB : 0);
  return mode.fp32 ? bias - 2 * 15 - less : float16Floor;
}

/// A signed term at `exponent`, moved to the exponent of the sum; ties go up.
TILIUM_INLINE void align(Lanes &term, const Lanes &exponent, const Lanes &sum) {
  Lanes distance = sum - exponent;
  distance = distance > 30 ? Lanes{} + 30 : distance;
  term = (term + ((1 << distance) >> 1)) >> distance;
}

/// What leaves the adder: the sum's magnitude, cut to the bits DST keeps, with its exponent.
TILIUM_INLINE void normalise(Lanes &result, const Lanes &total, const Lanes &exponent,
                             const Range &range, bool misplacesMinusOne) {
  Lanes negative = total < 0;
  Lanes magnitude = (total ^ negative) - negative;
  // The place of the top bit; without the bit below it the conversion cannot round up to the next.
  Lanes alone = magnitude & ~(magnitude >> 1);
  FloatLanes converted = __builtin_convertvector(alone, FloatLanes);
  Lanes top;
  std::memcpy(&top, &converted, sizeof top);
  top = (top >> mantissaBits) - bias;
  if (misplacesMinusOne)
    top = total == -1 ? Lanes{} + 27 : top;
  Lanes places = top - mantissaBits + range.drop;
  Lanes right = places > 0 ? places : Lanes{}, left = places < 0 ? -places : Lanes{};
  Lanes mantissa = ((magnitude + ((1 << right) >> 1)) >> right) << left << range.drop;
  Lanes raised = exponent + top - mantissaBits + (mantissa >> 24 & 1);
  Lanes word = raised << mantissaBits | (mantissa & mantissaMask);
  word = raised >= range.above ? Lanes{} + range.largest : word;
  word |= negative & signBit;
  Lanes isZero = (total == 0) | (raised <= range.floor) | (exponent <= range.floor);
  result = word & ~isZero;
}

/// DST plus two signed terms with their exponents.
TILIUM_INLINE void accumulate(Lanes &dst, const Lanes &firstTerm, const Lanes &firstExponent,
                              const Lanes &secondTerm, const Lanes &secondExponent,
                              const Range &range, const MatrixMode &mode) {
  Lanes first = firstTerm, second = secondTerm;
  Lanes own = dst >> mantissaBits & 255, ownMantissa = (dst & mantissaMask) | implicitBit;
  Lanes isNumber = own > range.floor;
  ownMantissa &= isNumber;
  own = isNumber ? own : Lanes{} + range.floor;
  Lanes exponent = firstExponent > secondExponent ? firstExponent : secondExponent;
  exponent = own > exponent ? own : exponent;
  align(first, firstExponent, exponent);
  align(second, secondExponent, exponent);
  align(ownMantissa, own, exponent);
  if (!mode.fp32) {
    constexpr int32_t half = 1 << (productShift - 1), kept = ~((1 << productShift) - 1);
    first = (first + half) & kept;
    second = (second + half) & kept;
    ownMantissa = (ownMantissa + half) & kept;
  }
  Lanes total = (dst < 0 ? -ownMantissa : ownMantissa) + first + second;
  normalise(dst, total, exponent, range, mode.fp32 && mode.misplacesMinusOne);
}

/// A sum of products as the adder takes it; none of it is left if its exponent is not in range.
TILIUM_INLINE void asTerm(Lanes &sum, Lanes &exponent, int32_t phase, const Range &range,
                          const MatrixMode &mode) {
  int32_t less = bias + (phase & 1 ? lowerA : 0) + (phase & 2 ? lowerB : 0);
  int32_t least = emptyExponent(mode, phase);
  exponent -= less;
  exponent = exponent > least ? exponent : Lanes{} + least;
  sum = exponent > range.floor ? sum << productShift : Lanes{};
}

/// Products of eight inner elements, aligned to the largest exponent and added, for all phases.
template <int32_t phases>
struct ProductSums {
  Lanes exponent;
  Lanes sum[phases];
};

template <int32_t phases>
TILIUM_INLINE void addProducts(ProductSums<phases> &sums, const MatrixOperand &b, uint32_t fromB,
                               const MatrixOperand &a, uint32_t fromA) {
  constexpr uint32_t group = 8;
  Lanes exponents[group];
  for (uint32_t i = 0; i < group; ++i) {
    load(exponents[i], &a.exponent[fromA + i * tileSide]);
    exponents[i] += b.exponent[fromB + i];
    sums.exponent =
        i == 0 ? exponents[i] : (sums.exponent > exponents[i] ? sums.exponent : exponents[i]);
  }
  for (Lanes &sum : sums.sum)
    sum = Lanes{};
  for (uint32_t i = 0; i < group; ++i) {
    // Products have 12 bits: from 13 on nothing is left of them.
    Lanes distance = sums.exponent - exponents[i];
    distance = distance > 13 ? Lanes{} + 13 : distance;
    Lanes half = 1 << distance, shift = distance + 1;
    Lanes upper, lower{};
    load(upper, &a.upper[fromA + i * tileSide]);
    if (phases > 1)
      load(lower, &a.lower[fromA + i * tileSide]);
    int32_t upperB = b.upper[fromB + i], lowerB = b.lower[fromB + i];
    for (int32_t phase = 0; phase < phases; ++phase) {
      Lanes product = (phase & 1 ? lower : upper) * (phase & 2 ? lowerB : upperB);
      // To nearest, ties away from zero.
      sums.sum[phase] += (2 * product + half + (product >> 31)) >> shift;
    }
  }
}

template <int32_t phases>
TILIUM_INLINE void multiplyRow(Tile &dst, uint32_t row, const MatrixOperand &b,
                               const MatrixOperand &a, const MatrixMode &mode, const Range &range,
                               uint32_t innerFaces) {
  for (uint32_t column = 0; column < tileSide; column += width) {
    ProductSums<phases> sums[2][2];
    for (uint32_t face = 0; face < innerFaces; ++face)
      for (uint32_t half = 0; half < 2; ++half) {
        uint32_t inner = face * faceSide + half * 8;
        addProducts<phases>(sums[face][half], b, row * tileSide + inner, a,
                            inner * tileSide + column);
      }
    Lanes values;
    load(values, &dst.value[row * tileSide + column]);
    for (int32_t phase = 0; phase < phases; ++phase)
      for (uint32_t face = 0; face < innerFaces; ++face) {
        Lanes first = sums[face][0].sum[phase], firstExponent = sums[face][0].exponent;
        Lanes second = sums[face][1].sum[phase], secondExponent = sums[face][1].exponent;
        asTerm(first, firstExponent, phase, range, mode);
        asTerm(second, secondExponent, phase, range, mode);
        accumulate(values, first, firstExponent, second, secondExponent, range, mode);
      }
    store(&dst.value[row * tileSide + column], values);
  }
}

template <int32_t phases>
TILIUM_INLINE void multiplyRows(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                                const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  const Range range = rangeOf(mode);
  for (uint32_t row = 0; row < rows; ++row)
    multiplyRow<phases>(dst, row, b, a, mode, range, innerFaces);
}

TILIUM_VECTOR_CLONES
void multiplyLoFi(Tile &dst, const MatrixOperand &b, const MatrixOperand &a, const MatrixMode &mode,
                  uint32_t rows, uint32_t innerFaces) {
  multiplyRows<1>(dst, b, a, mode, rows, innerFaces);
}
TILIUM_VECTOR_CLONES
void multiplyHiFi2(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                   const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  multiplyRows<2>(dst, b, a, mode, rows, innerFaces);
}
TILIUM_VECTOR_CLONES
void multiplyHiFi3(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                   const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  multiplyRows<3>(dst, b, a, mode, rows, innerFaces);
}
TILIUM_VECTOR_CLONES
void multiplyHiFi4(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                   const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  multiplyRows<4>(dst, b, a, mode, rows, innerFaces);
}

/// An element's exponent and signed mantissa; the mantissa has 11 bits with the implicit one.
struct Parts {
  int32_t exponent, mantissa, sign;
};

Parts partsOf(float value) {
  auto word = std::bit_cast<int32_t>(value);
  int32_t exponent = word >> mantissaBits & 255;
  int32_t mantissa = ((word & mantissaMask) | implicitBit) >> productShift;
  return {exponent, mantissa, word < 0 ? -1 : 1};
}

/// The largest exponent of what an operand takes for zero.
int32_t sourceFloor(bool float16) { return float16 ? float16Floor : 0; }

template <typename Upper, typename Lower>
MatrixOperand split(const Tile &tile, bool float16, Upper upper, Lower lower) {
  MatrixOperand operand;
  for (uint32_t i = 0; i < tileElements; ++i) {
    Parts parts = partsOf(tile.value[i]);
    bool zero = parts.exponent <= sourceFloor(float16);
    operand.exponent[i] = zero ? MatrixOperand::noExponent : parts.exponent;
    operand.upper[i] = zero ? 0 : parts.sign * upper(parts.mantissa);
    operand.lower[i] = zero ? 0 : parts.sign * lower(parts.mantissa);
  }
  return operand;
}

} // namespace

MatrixOperand asSourceA(const Tile &tile, const MatrixMode &mode) {
  return split(
      tile, mode.float16, [](int32_t mantissa) { return mantissa >> 6; },
      [](int32_t mantissa) { return mantissa >> 1 & 31; });
}

MatrixOperand asSourceB(const Tile &tile, const MatrixMode &mode) {
  return split(
      tile, mode.float16, [](int32_t mantissa) { return mantissa >> 4; },
      [](int32_t mantissa) { return (mantissa & 15) << 3; });
}

void multiplyMatrices(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                      const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  constexpr auto byPhases = std::array{multiplyLoFi, multiplyHiFi2, multiplyHiFi3, multiplyHiFi4};
  byPhases[mode.phases - 1](dst, b, a, mode, rows, innerFaces);
}

TILIUM_VECTOR_CLONES
void multiplyElements(Tile &dst, const MatrixOperand &a, const MatrixOperand &b,
                      const MatrixMode &mode) {
  const Range range = rangeOf(mode);
  for (uint32_t i = 0; i < tileElements; i += width) {
    Lanes values, exponentA, exponentB;
    load(values, &dst.value[i]);
    load(exponentA, &a.exponent[i]);
    load(exponentB, &b.exponent[i]);
    for (int32_t phase = 0; phase < static_cast<int32_t>(mode.phases); ++phase) {
      Lanes sideA, sideB, exponent = exponentA + exponentB;
      load(sideA, phase & 1 ? &a.lower[i] : &a.upper[i]);
      load(sideB, phase & 2 ? &b.lower[i] : &b.upper[i]);
      Lanes term = sideA * sideB;
      asTerm(term, exponent, phase, range, mode);
      accumulate(values, term, exponent, Lanes{}, Lanes{} + range.floor, range, mode);
    }
    store(&dst.value[i], values);
  }
}

TILIUM_VECTOR_CLONES
void addElements(Tile &dst, const Tile &a, const Tile &b, bool accumulates,
                 const MatrixMode &mode) {
  const Range range = rangeOf(mode);
  const int32_t least = emptyExponent(mode, 0), zeroUpTo = sourceFloor(mode.float16);
  for (uint32_t i = 0; i < tileElements; i += width) {
    Lanes values{}, words[2], exponents[2], terms[2];
    if (accumulates)
      load(values, &dst.value[i]);
    load(words[0], &a.value[i]);
    load(words[1], &b.value[i]);
    Lanes swaps = (words[0] & ~signBit) < (words[1] & ~signBit);
    Lanes larger = swaps ? words[1] : words[0], smaller = swaps ? words[0] : words[1];
    words[0] = larger, words[1] = smaller;
    for (uint32_t side = 0; side < 2; ++side) {
      exponents[side] = words[side] >> mantissaBits & 255;
      terms[side] = ((words[side] & mantissaMask) | implicitBit) >> productShift;
      Lanes isNumber = exponents[side] > zeroUpTo;
      terms[side] &= isNumber;
      exponents[side] &= isNumber;
    }
    // The smaller one to the larger one's exponent, to nearest with ties away from zero.
    align(terms[1], exponents[1], exponents[0]);
    for (uint32_t side = 0; side < 2; ++side)
      terms[side] = words[side] < 0 ? -terms[side] : terms[side];
    Lanes exponent = exponents[0] == 0 ? Lanes{} + least : exponents[0];
    accumulate(values, (terms[0] + terms[1]) << productShift, exponent, Lanes{},
               Lanes{} + range.floor, range, mode);
    store(&dst.value[i], values);
  }
}

} // namespace tilium::device
