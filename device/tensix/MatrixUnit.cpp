//===- MatrixUnit.cpp - The arithmetic of the matrix engine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// In integers, or in floats that hold the same bits whatever the host, several elements at a time:
// every host gives the same bits.
//
//===----------------------------------------------------------------------===//

#include "tensix/MatrixUnit.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#if defined(__x86_64__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define TILIUM_VECTOR_CLONES __attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
#endif
#ifndef TILIUM_VECTOR_CLONES
#define TILIUM_VECTOR_CLONES
#endif
// In functions whose products are added without a rounding between that would be seen.
#if defined(__clang__)
#define TILIUM_CONTRACT _Pragma("clang fp contract(fast)")
#else
#define TILIUM_CONTRACT
#endif
#define TILIUM_INLINE inline __attribute__((always_inline))

namespace tilium::device {
namespace {

/// Elements that are computed at once: with two vectors of the machine, one step need not wait for
/// the one before. GCC takes vectors that are longer than the machine's apart into elements.
#if defined(__clang__)
constexpr uint32_t width = 16;
#else
constexpr uint32_t width = 8;
#endif
using Lanes = int32_t __attribute__((vector_size(width * sizeof(int32_t))));
using FloatLanes = float __attribute__((vector_size(width * sizeof(float))));

// Inlined everywhere: how a vector is passed depends on the instruction set of the caller.
template <typename Vector>
TILIUM_INLINE void load(Vector &lanes, const void *from) {
  std::memcpy(&lanes, from, sizeof lanes);
}
TILIUM_INLINE void store(void *to, const Lanes &lanes) { std::memcpy(to, &lanes, sizeof lanes); }

/// The same bits as lanes of the other type.
template <typename To, typename From>
TILIUM_INLINE void reinterpret(To &to, const From &from) {
  static_assert(sizeof to == sizeof from);
  std::memcpy(&to, &from, sizeof to);
}

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

/// The same for a DST of 16 bits, where the adder has no places below a product's: what it aligned
/// in its own places is rounded to those, both times with ties up. The terms are in a product's
/// places here, of which the first rounding shows only where its half is one of them or more.
TILIUM_INLINE void alignTwice(Lanes &term, const Lanes &exponent, const Lanes &sum) {
  Lanes distance = sum - exponent;
  distance = distance > 30 ? Lanes{} + 30 : distance;
  Lanes whole = 1 << distance;
  term = (term + (whole >> 1) + (whole >> (productShift + 1))) >> distance;
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
  reinterpret(top, converted);
  top = (top >> mantissaBits) - bias;
  if (misplacesMinusOne)
    top = total == -1 ? Lanes{} + 27 : top;
  Lanes places = top - mantissaBits;
  Lanes right = places > 0 ? places : Lanes{}, left = places < 0 ? -places : Lanes{};
  Lanes mantissa = ((magnitude + ((1 << right) >> 1)) >> right) << left;
  Lanes raised = exponent + places + (mantissa >> 24 & 1);
  Lanes word = raised << mantissaBits | (mantissa & mantissaMask);
  word = raised >= range.above ? Lanes{} + range.largest : word;
  word |= negative & signBit;
  Lanes isZero = (total == 0) | (raised <= range.floor) | (exponent <= range.floor);
  result = word & ~isZero;
}

/// The same for a DST of 16 bits, of a sum in a product's places: it has no more bits than floats
/// keep, so that its conversion finds the top bit. No term has bits at an exponent out of range.
TILIUM_INLINE void normalise16(Lanes &result, const Lanes &total, const Lanes &exponent,
                               const Range &range) {
  FloatLanes converted = __builtin_convertvector(total, FloatLanes);
  Lanes word;
  reinterpret(word, converted);
  word = (word + ((1 << range.drop) >> 1)) & -(1 << range.drop);
  Lanes moved = exponent + (productShift - mantissaBits - bias);
  Lanes raised = (word >> mantissaBits & 255) + moved;
  word += moved << mantissaBits;
  word = raised >= range.above ? (total & signBit) | range.largest : word;
  result = word & ~((total == 0) | (raised <= range.floor));
}

/// DST plus two signed terms with their exponents. The terms are in the adder's places for a DST of
/// 32 bits, and in a product's for one of 16.
template <bool fp32>
TILIUM_INLINE void accumulate(Lanes &dst, const Lanes &firstTerm, const Lanes &firstExponent,
                              const Lanes &secondTerm, const Lanes &secondExponent,
                              const Range &range, bool misplacesMinusOne) {
  Lanes first = firstTerm, second = secondTerm;
  Lanes own = dst >> mantissaBits & 255, ownMantissa = (dst & mantissaMask) | implicitBit;
  ownMantissa &= own > range.floor;
  own = own > range.floor ? own : Lanes{} + range.floor;
  Lanes exponent = firstExponent > secondExponent ? firstExponent : secondExponent;
  exponent = own > exponent ? own : exponent;
  align(ownMantissa, own, exponent);
  if (!fp32)
    ownMantissa = (ownMantissa + (1 << (productShift - 1))) >> productShift;
  Lanes negative = dst >> 31;
  Lanes signedOwn = (ownMantissa ^ negative) - negative;
  if (fp32) {
    align(first, firstExponent, exponent);
    align(second, secondExponent, exponent);
    normalise(dst, signedOwn + first + second, exponent, range, misplacesMinusOne);
  } else {
    alignTwice(first, firstExponent, exponent);
    alignTwice(second, secondExponent, exponent);
    normalise16(dst, signedOwn + first + second, exponent, range);
  }
}

/// A sum of products as the adder takes it; none of it is left if its exponent is not in range.
template <bool fp32>
TILIUM_INLINE void asTerm(Lanes &sum, Lanes &exponent, int32_t phase, const Range &range,
                          const MatrixMode &mode) {
  int32_t less = bias + (phase & 1 ? lowerA : 0) + (phase & 2 ? lowerB : 0);
  int32_t least = emptyExponent(mode, phase);
  exponent -= less;
  exponent = exponent > least ? exponent : Lanes{} + least;
  if (fp32)
    sum <<= productShift;
  sum &= exponent > range.floor;
}

/// Products of eight inner elements, aligned to the largest exponent and added, for all phases.
template <int32_t phases>
struct ProductSums {
  Lanes exponent;
  Lanes sum[phases];
};

/// Where floats are integers: what is added to it is rounded to them.
constexpr int32_t onIntegers = 0x4B400000; // 1.5 * 2^23

/// Aligns products by floats: a product times 2^-distance is rounded as it is added to a number
/// whose last place is one. Ties shall go away from zero, so products are larger by 2^-14 of
/// themselves: of less than 12 bits, they cross no tie and no other integer by that, whether or not
/// the host rounds them before it adds.
template <int32_t phases>
TILIUM_INLINE void addProducts(ProductSums<phases> &sums, const MatrixOperand &b, uint32_t fromB,
                               const MatrixOperand &a, uint32_t fromA) {
  TILIUM_CONTRACT
  constexpr uint32_t group = 8;
  constexpr int32_t one = bias << mantissaBits | 1 << (mantissaBits - 14);
  // Of products far below the largest nothing is left.
  constexpr int32_t farthest = 30;
  Lanes largest{};
  for (uint32_t i = 0; i < group; ++i) {
    Lanes exponent;
    load(exponent, &a.exponent[fromA + i * tileSide]);
    exponent += b.exponent[fromB + i];
    largest = i == 0 || exponent > largest ? exponent : largest;
  }
  FloatLanes total[phases];
  for (FloatLanes &sum : total)
    sum = FloatLanes{} + std::bit_cast<float>(onIntegers);
  for (uint32_t i = 0; i < group; ++i) {
    Lanes exponent;
    load(exponent, &a.exponent[fromA + i * tileSide]);
    Lanes distance = largest - (exponent + b.exponent[fromB + i]);
    distance = distance > farthest ? Lanes{} + farthest : distance;
    FloatLanes scale, upper, lower{};
    reinterpret(scale, one - (distance << mantissaBits));
    load(upper, &a.upper[fromA + i * tileSide]);
    upper *= scale;
    if (phases > 1) {
      load(lower, &a.lower[fromA + i * tileSide]);
      lower *= scale;
    }
    for (int32_t phase = 0; phase < phases; ++phase)
      total[phase] += (phase & 1 ? lower : upper) * (phase & 2 ? b.lower : b.upper)[fromB + i];
  }
  sums.exponent = largest;
  for (int32_t phase = 0; phase < phases; ++phase) {
    reinterpret(sums.sum[phase], total[phase]);
    sums.sum[phase] -= onIntegers;
  }
}

template <int32_t phases, bool fp32>
TILIUM_INLINE void multiplyRow(Tile &dst, uint32_t row, const MatrixOperand &b,
                               const MatrixOperand &a, const MatrixMode &mode, const Range &range,
                               uint32_t innerFaces) {
  for (uint32_t column = 0; column < tileSide; column += width) {
    ProductSums<phases> sums[2][2]{};
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
        asTerm<fp32>(first, firstExponent, phase, range, mode);
        asTerm<fp32>(second, secondExponent, phase, range, mode);
        accumulate<fp32>(values, first, firstExponent, second, secondExponent, range,
                         mode.misplacesMinusOne);
      }
    store(&dst.value[row * tileSide + column], values);
  }
}

template <int32_t phases>
TILIUM_INLINE void multiplyRows(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                                const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  const Range range = rangeOf(mode);
  for (uint32_t row = 0; row < rows; ++row)
    if (mode.fp32)
      multiplyRow<phases, true>(dst, row, b, a, mode, range, innerFaces);
    else
      multiplyRow<phases, false>(dst, row, b, a, mode, range, innerFaces);
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

/// The largest exponent of what an operand takes for zero.
int32_t sourceFloor(bool float16) { return float16 ? float16Floor : 0; }

/// Where a part of a mantissa lies in it, and in the operand.
struct Part {
  int32_t down, mask, up;
};

/// A part of mantissas with their signs.
TILIUM_INLINE void storePart(float *to, const Lanes &mantissa, const Lanes &negative, Part part) {
  Lanes bits = (mantissa >> part.down & part.mask) << part.up;
  FloatLanes values = __builtin_convertvector((bits ^ negative) - negative, FloatLanes);
  std::memcpy(to, &values, sizeof values);
}

/// Takes the mantissas of a tile apart; they have 11 bits with the implicit one.
TILIUM_INLINE void split(MatrixOperand &operand, const Tile &tile, bool float16, Part upper,
                         Part lower) {
  const int32_t zeroUpTo = sourceFloor(float16);
  for (uint32_t i = 0; i < tileElements; i += width) {
    Lanes word;
    load(word, &tile.value[i]);
    Lanes exponent = word >> mantissaBits & 255, negative = word >> 31;
    Lanes isNumber = exponent > zeroUpTo;
    Lanes mantissa = ((word & mantissaMask) | implicitBit) >> productShift & isNumber;
    store(&operand.exponent[i], isNumber ? exponent : Lanes{} + MatrixOperand::noExponent);
    storePart(&operand.upper[i], mantissa, negative, upper);
    storePart(&operand.lower[i], mantissa, negative, lower);
  }
}

TILIUM_VECTOR_CLONES
void splitA(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode) {
  split(operand, tile, mode.float16, {6, 31, 0}, {1, 31, 0});
}

TILIUM_VECTOR_CLONES
void splitB(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode) {
  split(operand, tile, mode.float16, {4, 127, 0}, {0, 15, 3});
}

} // namespace

void asSourceA(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode) {
  splitA(operand, tile, mode);
}
void asSourceB(MatrixOperand &operand, const Tile &tile, const MatrixMode &mode) {
  splitB(operand, tile, mode);
}

MatrixOperand asSourceA(const Tile &tile, const MatrixMode &mode) {
  MatrixOperand operand;
  splitA(operand, tile, mode);
  return operand;
}
MatrixOperand asSourceB(const Tile &tile, const MatrixMode &mode) {
  MatrixOperand operand;
  splitB(operand, tile, mode);
  return operand;
}

void multiplyMatrices(Tile &dst, const MatrixOperand &b, const MatrixOperand &a,
                      const MatrixMode &mode, uint32_t rows, uint32_t innerFaces) {
  constexpr auto byPhases = std::array{multiplyLoFi, multiplyHiFi2, multiplyHiFi3, multiplyHiFi4};
  byPhases[mode.phases - 1](dst, b, a, mode, rows, innerFaces);
}

namespace {

template <bool fp32>
TILIUM_INLINE void multiplyAll(Tile &dst, const MatrixOperand &a, const MatrixOperand &b,
                               const MatrixMode &mode) {
  const Range range = rangeOf(mode);
  for (uint32_t i = 0; i < tileElements; i += width) {
    Lanes values, exponentA, exponentB;
    load(values, &dst.value[i]);
    load(exponentA, &a.exponent[i]);
    load(exponentB, &b.exponent[i]);
    for (int32_t phase = 0; phase < static_cast<int32_t>(mode.phases); ++phase) {
      FloatLanes sideA, sideB;
      load(sideA, phase & 1 ? &a.lower[i] : &a.upper[i]);
      load(sideB, phase & 2 ? &b.lower[i] : &b.upper[i]);
      Lanes term = __builtin_convertvector(sideA * sideB, Lanes), exponent = exponentA + exponentB;
      asTerm<fp32>(term, exponent, phase, range, mode);
      accumulate<fp32>(values, term, exponent, Lanes{}, Lanes{} + range.floor, range,
                       mode.misplacesMinusOne);
    }
    store(&dst.value[i], values);
  }
}

template <bool fp32>
TILIUM_INLINE void addAll(Tile &dst, const Tile &a, const Tile &b, bool accumulates,
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
    Lanes sum = terms[0] + terms[1];
    Lanes exponent = exponents[0] == 0 ? Lanes{} + least : exponents[0];
    accumulate<fp32>(values, fp32 ? sum << productShift : sum, exponent, Lanes{},
                     Lanes{} + range.floor, range, mode.misplacesMinusOne);
    store(&dst.value[i], values);
  }
}

} // namespace

TILIUM_VECTOR_CLONES
void multiplyElements(Tile &dst, const MatrixOperand &a, const MatrixOperand &b,
                      const MatrixMode &mode) {
  if (mode.fp32)
    multiplyAll<true>(dst, a, b, mode);
  else
    multiplyAll<false>(dst, a, b, mode);
}

TILIUM_VECTOR_CLONES
void addElements(Tile &dst, const Tile &a, const Tile &b, bool accumulates,
                 const MatrixMode &mode) {
  if (mode.fp32)
    addAll<true>(dst, a, b, accumulates, mode);
  else
    addAll<false>(dst, a, b, accumulates, mode);
}

} // namespace tilium::device
