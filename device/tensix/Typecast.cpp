//===- Typecast.cpp - Conversions of the vector engine --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The conversions behind `typecast_tile`, as the vendor's `ckernel_sfpu_typecast.h` makes them from
// instructions whose rounding the ISA documentation gives (SFPCAST, SFPSTOCHRND). Numbers become
// Int32, UInt32 and UInt8 by cutting, UInt16 by rounding to nearest, ties away from zero.
//
//===----------------------------------------------------------------------===//

#include "tensix/SfpuFunctions.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace tilium::device {

namespace {

enum class Kind { Other, Number, Word, Half, Byte };

Kind kindOf(DataFormat format) {
  switch (format) {
  case DataFormat::Float32:
  case DataFormat::Float16:
  case DataFormat::Float16_b:
  case DataFormat::Fp8_e4m3:
  case DataFormat::Bfp8_b:
  case DataFormat::Bfp4_b:
    return Kind::Number;
  case DataFormat::Int32:
  case DataFormat::UInt32:
    return Kind::Word;
  case DataFormat::UInt16:
    return Kind::Half;
  case DataFormat::UInt8:
  case DataFormat::Int8:
    return Kind::Byte;
  default:
    return Kind::Other;
  }
}

uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }
float wordOf(uint32_t bits) { return std::bit_cast<float>(bits); }

/// Ties go away from zero, subnormals to zero.
float roundAwayToBfloat16(float value) {
  uint32_t bits = bitsOf(value);
  if ((bits & 0x7F800000u) == 0)
    return 0.0f;
  if ((bits & 0x7F800000u) == 0x7F800000u)
    return wordOf(bits & 0xFF800000u);
  return wordOf((bits + 0x8000u) & 0xFFFF0000u);
}

/// Cut towards zero; what does not fit becomes the nearest that does, NaN by its sign.
uint32_t cutToInt32(float value) {
  bool negative = std::signbit(value);
  if (!(std::fabs(value) < 2147483648.0f))
    return negative ? 0x80000000u : 0x7FFFFFFFu;
  return static_cast<uint32_t>(static_cast<int32_t>(value));
}
uint32_t cutToUInt32(float value) {
  if (std::signbit(value))
    return 0;
  return value < 4294967296.0f ? static_cast<uint32_t>(value) : ~0u;
}
/// Nearest, ties up; NaN becomes the largest.
uint32_t roundToUInt16(float value) {
  if (std::signbit(value))
    return 0;
  return value < 65535.0f ? static_cast<uint32_t>(std::floor(value + 0.5f)) : 65535u;
}
/// The low byte of the cut number in two's complement.
uint32_t cutToByte(float value) {
  if (!(std::fabs(value) < 2147483648.0f))
    return 0;
  return static_cast<uint32_t>(static_cast<int32_t>(value)) & 0xFFu;
}

float fromNumber(float value, DataFormat to) {
  switch (to) {
  case DataFormat::Int32:
    return wordOf(cutToInt32(value));
  case DataFormat::UInt32:
    return wordOf(cutToUInt32(value));
  case DataFormat::UInt16:
    return wordOf(roundToUInt16(value));
  case DataFormat::UInt8:
  case DataFormat::Int8:
    return wordOf(cutToByte(value));
  case DataFormat::Float16_b:
    return keepBfloat16(value);
  default:
    return value; // The packer rounds.
  }
}

/// An integer's value; Int8 lies in the register as a byte.
int64_t valueOf(float value, DataFormat from) {
  uint32_t bits = bitsOf(value);
  if (from == DataFormat::Int32)
    return static_cast<int32_t>(bits);
  if (from == DataFormat::Int8)
    return static_cast<int8_t>(bits);
  return bits;
}

float fromInteger(float value, DataFormat from, DataFormat to) {
  int64_t integer = valueOf(value, from);
  switch (to) {
  case DataFormat::Int32:
  case DataFormat::UInt32:
    return wordOf(static_cast<uint32_t>(integer));
  case DataFormat::UInt16:
    return wordOf(static_cast<uint32_t>(std::clamp<int64_t>(integer, 0, 65535)));
  case DataFormat::UInt8:
  case DataFormat::Int8:
    return wordOf(static_cast<uint32_t>(integer) & 0xFFu);
  case DataFormat::Float32:
    return static_cast<float>(integer);
  default:
    return roundAwayToBfloat16(static_cast<float>(integer));
  }
}

} // namespace

bool canTypecast(DataFormat from, DataFormat to) {
  Kind a = kindOf(from), b = kindOf(to);
  if (a == Kind::Other || b == Kind::Other)
    return false;
  // Between other formats and Float16 the vendor has no conversion; among numbers none is needed.
  if (from == DataFormat::Float16 || to == DataFormat::Float16)
    return a == Kind::Number && b == Kind::Number;
  return true;
}

float typecastValue(float value, DataFormat from, DataFormat to) {
  if (from == to)
    return value;
  return kindOf(from) == Kind::Number ? fromNumber(value, to) : fromInteger(value, from, to);
}

} // namespace tilium::device
