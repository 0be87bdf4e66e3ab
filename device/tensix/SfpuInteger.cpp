//===- SfpuInteger.cpp - Functions of integer elements --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Results are words of 32 bits; Sfpu.cpp cuts them to the width of the call's format. Quotients and
// remainders of zero divisors are not defined by the hardware's algorithms; here the quotient has
// all bits set and the remainder is the dividend.
//
//===----------------------------------------------------------------------===//

#include "tensix/SfpuFunctions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace tilium::device {

using tilium::Sfpu;

namespace {

int32_t asSigned(uint32_t word) { return static_cast<int32_t>(word); }
uint32_t truth(bool value) { return value ? 1 : 0; }
uint32_t magnitude(uint32_t word) { return asSigned(word) < 0 ? 0 - word : word; }

bool less(uint32_t a, uint32_t b, bool isSigned) {
  return isSigned ? asSigned(a) < asSigned(b) : a < b;
}
uint32_t greatest(uint32_t a, uint32_t b, bool isSigned) { return less(a, b, isSigned) ? b : a; }
uint32_t least(uint32_t a, uint32_t b, bool isSigned) { return less(b, a, isSigned) ? b : a; }

/// The quotient as a Float32.
uint32_t quotient(uint32_t a, uint32_t b) {
  float result = a == b && a != 0 ? 1.0f : float(asSigned(a)) / float(asSigned(b));
  return std::bit_cast<uint32_t>(result);
}

uint32_t wholeQuotient(uint32_t a, uint32_t b, bool down) {
  if (b == 0)
    return ~0u;
  int64_t dividend = asSigned(a), divisor = asSigned(b), result = dividend / divisor;
  if (down && dividend % divisor != 0 && (dividend < 0) != (divisor < 0))
    --result;
  return static_cast<uint32_t>(result);
}

/// With the sign of the dividend.
uint32_t fmod(uint32_t a, uint32_t b, bool isSigned) {
  if (b == 0)
    return a;
  return isSigned ? static_cast<uint32_t>(int64_t{asSigned(a)} % asSigned(b)) : a % b;
}
/// With the sign of the divisor.
uint32_t remainder(uint32_t a, uint32_t b, bool isSigned) {
  uint32_t rest = fmod(a, b, isSigned);
  return isSigned && b != 0 && rest != 0 && (asSigned(rest) < 0) != (asSigned(b) < 0) ? rest + b
                                                                                      : rest;
}

// Shifts by another tile give zero where the distance is negative or more than 31, whichever way
// they go; the arithmetic shift looks at bit 31 even of unsigned words.
bool outOfRange(uint32_t distance) { return distance >= 32; }
uint32_t shiftLeft(uint32_t word, uint32_t distance) {
  return outOfRange(distance) ? 0 : word << distance;
}
uint32_t shiftRight(uint32_t word, uint32_t distance) {
  return outOfRange(distance) ? 0 : static_cast<uint32_t>(asSigned(word) >> distance);
}
uint32_t shiftRightLogical(uint32_t word, uint32_t distance) {
  return outOfRange(distance) ? 0 : word >> distance;
}
/// A shift by a scalar of more than 31 is one by 31.
uint32_t shiftRightScalar(uint32_t word, uint32_t distance, bool isSigned) {
  distance = std::min(distance, 31u);
  return isSigned ? static_cast<uint32_t>(asSigned(word) >> distance) : word >> distance;
}

uint32_t clampSigned(uint32_t word, uint32_t low, uint32_t high) {
  return least(greatest(word, low, true), high, true);
}

using Integers = SfpuIntegers;

constexpr SfpuInfo unary(Sfpu function, const char *name, Sfpu init,
                         uint32_t (*evaluate)(const Integers &)) {
  return {function, name, 1, init, nullptr, evaluate};
}
constexpr SfpuInfo unary(Sfpu function, const char *name, uint32_t (*evaluate)(const Integers &)) {
  return unary(function, name, function, evaluate);
}
constexpr SfpuInfo binary(Sfpu function, const char *name, Sfpu init,
                          uint32_t (*evaluate)(const Integers &)) {
  return {function, name, 2, init, nullptr, evaluate};
}
constexpr SfpuInfo binary(Sfpu function, const char *name, uint32_t (*evaluate)(const Integers &)) {
  return binary(function, name, function, evaluate);
}

constexpr std::array functions{
    SfpuInfo{Sfpu::FillInteger, "fill_int", 0, Sfpu::Fill, nullptr,
             [](const Integers &e) { return e.p0; }, nullptr, true},

    binary(Sfpu::AddInteger, "add_int", [](const Integers &e) { return e.a + e.b; }),
    binary(Sfpu::SubInteger, "sub_int", [](const Integers &e) { return e.a - e.b; }),
    binary(Sfpu::RsubInteger, "rsub_int", [](const Integers &e) { return e.b - e.a; }),
    binary(Sfpu::MulInteger, "mul_int", [](const Integers &e) { return e.a * e.b; }),
    binary(Sfpu::DivInteger, "div_int32", [](const Integers &e) { return quotient(e.a, e.b); }),
    binary(Sfpu::DivIntegerFloor, "div_int32_floor",
           [](const Integers &e) { return wholeQuotient(e.a, e.b, true); }),
    binary(Sfpu::DivIntegerTrunc, "div_int32_trunc",
           [](const Integers &e) { return wholeQuotient(e.a, e.b, false); }),
    binary(Sfpu::RemainderInteger, "remainder_int",
           [](const Integers &e) { return remainder(e.a, e.b, e.isSigned); }),
    binary(Sfpu::FmodInteger, "fmod_int32",
           [](const Integers &e) { return fmod(e.a, e.b, e.isSigned); }),
    binary(Sfpu::Gcd, "gcd",
           [](const Integers &e) { return std::gcd(magnitude(e.a), magnitude(e.b)); }),
    binary(Sfpu::Lcm, "lcm",
           [](const Integers &e) {
             uint32_t a = magnitude(e.a), b = magnitude(e.b);
             return a == 0 || b == 0 ? 0 : a / std::gcd(a, b) * b;
           }),
    binary(Sfpu::MaxInteger, "binary_max_int",
           [](const Integers &e) { return greatest(e.a, e.b, e.isSigned); }),
    binary(Sfpu::MinInteger, "binary_min_int",
           [](const Integers &e) { return least(e.a, e.b, e.isSigned); }),
    binary(Sfpu::AndInteger, "bitwise_and_binary", [](const Integers &e) { return e.a & e.b; }),
    binary(Sfpu::OrInteger, "bitwise_or_binary", Sfpu::AndInteger,
           [](const Integers &e) { return e.a | e.b; }),
    binary(Sfpu::XorInteger, "bitwise_xor_binary", Sfpu::AndInteger,
           [](const Integers &e) { return e.a ^ e.b; }),
    unary(Sfpu::NotInteger, "bitwise_not", [](const Integers &e) { return ~e.a; }),
    binary(Sfpu::ShiftLeft, "binary_left_shift",
           [](const Integers &e) { return shiftLeft(e.a, e.b); }),
    binary(Sfpu::ShiftRight, "binary_right_shift", Sfpu::ShiftLeft,
           [](const Integers &e) { return shiftRight(e.a, e.b); }),
    binary(Sfpu::ShiftRightLogical, "binary_logical_right_shift", Sfpu::ShiftLeft,
           [](const Integers &e) { return shiftRightLogical(e.a, e.b); }),

    binary(Sfpu::EqualInteger, "eq_int", [](const Integers &e) { return truth(e.a == e.b); }),
    binary(Sfpu::NotEqualInteger, "ne_int", [](const Integers &e) { return truth(e.a != e.b); }),
    binary(Sfpu::LessInteger, "lt_int",
           [](const Integers &e) { return truth(less(e.a, e.b, e.isSigned)); }),
    binary(Sfpu::GreaterInteger, "gt_int",
           [](const Integers &e) { return truth(less(e.b, e.a, e.isSigned)); }),
    binary(Sfpu::LessEqualInteger, "le_int",
           [](const Integers &e) { return truth(!less(e.b, e.a, e.isSigned)); }),
    binary(Sfpu::GreaterEqualInteger, "ge_int",
           [](const Integers &e) { return truth(!less(e.a, e.b, e.isSigned)); }),

    unary(Sfpu::AddScalarInteger, "add_unary_int32", Sfpu::ScalarInit,
          [](const Integers &e) { return e.a + e.p0; }),
    unary(Sfpu::SubScalarInteger, "sub_unary_int32", Sfpu::ScalarInit,
          [](const Integers &e) { return e.a - e.p0; }),
    unary(Sfpu::RsubScalarInteger, "rsub_unary_int32",
          [](const Integers &e) { return e.p0 - e.a; }),
    unary(Sfpu::RemainderScalarInteger, "remainder_uint32",
          [](const Integers &e) { return remainder(e.a, e.p0, false); }),
    unary(Sfpu::MaxScalarInteger, "unary_max_int",
          [](const Integers &e) { return greatest(e.a, e.p0, e.isSigned); }),
    unary(Sfpu::MinScalarInteger, "unary_min_int",
          [](const Integers &e) { return least(e.a, e.p0, e.isSigned); }),
    unary(Sfpu::AndScalar, "bitwise_and", [](const Integers &e) { return e.a & e.p0; }),
    unary(Sfpu::OrScalar, "bitwise_or", [](const Integers &e) { return e.a | e.p0; }),
    unary(Sfpu::XorScalar, "bitwise_xor", [](const Integers &e) { return e.a ^ e.p0; }),
    unary(Sfpu::ShiftLeftScalar, "left_shift",
          [](const Integers &e) { return shiftLeft(e.a, e.p0); }),
    unary(Sfpu::ShiftRightScalar, "right_shift",
          [](const Integers &e) { return shiftRightScalar(e.a, e.p0, e.isSigned); }),

    unary(Sfpu::AbsInteger, "abs_int32", Sfpu::Abs,
          [](const Integers &e) { return magnitude(e.a); }),
    unary(Sfpu::NegativeInteger, "negative_int32", Sfpu::Negative,
          [](const Integers &e) { return 0 - e.a; }),
    unary(Sfpu::SignBitInteger, "signbit_int32", Sfpu::SignBit,
          [](const Integers &e) { return e.a >> 31; }),
    unary(Sfpu::ReluMinInteger, "relu_min_int", Sfpu::ReluMin,
          [](const Integers &e) { return greatest(e.a, e.p0, e.isSigned); }),
    unary(Sfpu::ReluMaxInteger, "relu_max_int", Sfpu::ReluMax,
          [](const Integers &e) {
            uint32_t limited = least(e.a, e.p0, e.isSigned);
            return e.isSigned ? greatest(limited, 0, true) : limited;
          }),
    unary(Sfpu::ClampInteger, "clamp_int32", Sfpu::Clamp,
          [](const Integers &e) { return clampSigned(e.a, e.p0, e.p1); }),
    unary(Sfpu::LogicalNotInteger, "logical_not_int", Sfpu::LogicalNot,
          [](const Integers &e) { return truth(e.a == 0); }),

    unary(Sfpu::EqualZeroInteger, "eqz_int", Sfpu::EqualZero,
          [](const Integers &e) { return truth(e.a == 0); }),
    unary(Sfpu::NotEqualZeroInteger, "nez_int", Sfpu::NotEqualZero,
          [](const Integers &e) { return truth(e.a != 0); }),
    unary(Sfpu::LessZeroInteger, "ltz_int", Sfpu::LessZero,
          [](const Integers &e) { return truth(less(e.a, 0, e.isSigned)); }),
    unary(Sfpu::GreaterZeroInteger, "gtz_int", Sfpu::GreaterZero,
          [](const Integers &e) { return truth(less(0, e.a, e.isSigned)); }),
    unary(Sfpu::LessEqualZeroInteger, "lez_int", Sfpu::LessEqualZero,
          [](const Integers &e) { return truth(!less(0, e.a, e.isSigned)); }),
    unary(Sfpu::GreaterEqualZeroInteger, "gez_int", Sfpu::GreaterEqualZero,
          [](const Integers &e) { return truth(!less(e.a, 0, e.isSigned)); }),

    unary(Sfpu::EqualScalarInteger, "unary_eq_int", Sfpu::EqualScalar,
          [](const Integers &e) { return truth(e.a == e.p0); }),
    unary(Sfpu::NotEqualScalarInteger, "unary_ne_int", Sfpu::NotEqualScalar,
          [](const Integers &e) { return truth(e.a != e.p0); }),
    unary(Sfpu::LessScalarInteger, "unary_lt_int", Sfpu::LessScalar,
          [](const Integers &e) { return truth(less(e.a, e.p0, e.isSigned)); }),
    unary(Sfpu::GreaterScalarInteger, "unary_gt_int", Sfpu::GreaterScalar,
          [](const Integers &e) { return truth(less(e.p0, e.a, e.isSigned)); }),
    unary(Sfpu::LessEqualScalarInteger, "unary_le_int", Sfpu::LessEqualScalar,
          [](const Integers &e) { return truth(!less(e.p0, e.a, e.isSigned)); }),
    unary(Sfpu::GreaterEqualScalarInteger, "unary_ge_int", Sfpu::GreaterEqualScalar,
          [](const Integers &e) { return truth(!less(e.a, e.p0, e.isSigned)); }),
};

} // namespace

std::span<const SfpuInfo> sfpuIntegerFunctions() { return functions; }

} // namespace tilium::device
