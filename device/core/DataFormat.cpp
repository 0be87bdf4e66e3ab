//===- DataFormat.cpp - Data formats and their conversions ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/DataFormat.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tilium::device {
namespace {

constexpr std::array formats{
    FormatInfo{DataFormat::Float32, "Float32", 4, 4096, false},
    FormatInfo{DataFormat::Float16, "Float16", 2, 2048, false},
    FormatInfo{DataFormat::Float16_b, "Float16_b", 2, 2048, false},
    FormatInfo{DataFormat::Fp8_e4m3, "Fp8_e4m3", 1, 1024, false},
    FormatInfo{DataFormat::Bfp8_b, "Bfp8_b", 0, 1088, false},
    FormatInfo{DataFormat::Bfp4_b, "Bfp4_b", 0, 576, false},
    FormatInfo{DataFormat::Int32, "Int32", 4, 4096, true},
    FormatInfo{DataFormat::UInt32, "UInt32", 4, 4096, true},
    FormatInfo{DataFormat::UInt16, "UInt16", 2, 2048, true},
    FormatInfo{DataFormat::Int8, "Int8", 1, 1024, true},
    FormatInfo{DataFormat::UInt8, "UInt8", 1, 1024, true},
};

} // namespace

const FormatInfo *findFormat(DataFormat format) {
  for (const FormatInfo &info : formats)
    if (info.format == format)
      return &info;
  return nullptr;
}

const FormatInfo *findFormat(std::string_view name) {
  for (const FormatInfo &info : formats)
    if (info.name == name)
      return &info;
  return nullptr;
}

std::string_view formatName(DataFormat format) {
  const FormatInfo *info = findFormat(format);
  return info ? info->name : std::string_view("Invalid");
}

uint16_t roundToFloat16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  uint32_t sign = (bits >> 16) & 0x8000u;
  uint32_t magnitude = bits & 0x7FFFFFFFu;
  if (magnitude > 0x7F800000u)
    return static_cast<uint16_t>(sign | 0x7E00u);
  if (magnitude >= 0x477FF000u) // 65520 and above round to infinity.
    return static_cast<uint16_t>(sign | 0x7C00u);
  if (magnitude < 0x38800000u) { // Subnormal: a multiple of 2^-24, exactly scaled before rounding.
    double multiple = double{std::bit_cast<float>(magnitude)} * 0x1p24;
    return static_cast<uint16_t>(sign | static_cast<uint32_t>(std::nearbyint(multiple)));
  }
  uint32_t rounded = magnitude + 0xFFFu + ((magnitude >> 13) & 1u);
  return static_cast<uint16_t>(sign | ((rounded - 0x38000000u) >> 13));
}

namespace {

/// Exponents of fp32 are this much larger than those of Float16.
constexpr uint32_t float16Rebias = 112;

} // namespace

uint16_t packFloat16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value), sign = bits >> 16 & 0x8000u;
  uint32_t magnitude = std::min(bits & 0x7FFFFFFFu, 0x7F800000u) + 0x1000u;
  uint32_t exponent = magnitude >> 23;
  if (exponent == 0)
    return 0;
  if (exponent < float16Rebias)
    return static_cast<uint16_t>(sign);
  if (exponent > float16Rebias + 31)
    return static_cast<uint16_t>(sign | 0x7FFFu);
  return static_cast<uint16_t>(sign | (magnitude - (float16Rebias << 23)) >> 13);
}

float unpackFloat16(uint16_t value) {
  if ((value & 0x7C00u) != 0x7C00u)
    return float16ToFloat(value);
  return std::bit_cast<float>((value & 0x8000u) << 16 | ((value & 0x7FFFu) + (float16Rebias << 10))
                                                            << 13);
}

float float16ToFloat(uint16_t value) {
  uint32_t sign = static_cast<uint32_t>(value & 0x8000u) << 16;
  uint32_t exponent = (value >> 10) & 0x1Fu;
  uint32_t mantissa = value & 0x3FFu;
  if (exponent == 31)
    return std::bit_cast<float>(sign | 0x7F800000u | (mantissa << 13));
  if (exponent == 0) {
    float magnitude = static_cast<float>(mantissa) * 0x1p-24f;
    return sign ? -magnitude : magnitude;
  }
  return std::bit_cast<float>(sign | ((exponent + 112u) << 23) | (mantissa << 13));
}

} // namespace tilium::device
