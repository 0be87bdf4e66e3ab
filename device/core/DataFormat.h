//===- DataFormat.h - Data formats and their conversions --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_DATAFORMAT_H
#define TILIUM_DEVICE_CORE_DATAFORMAT_H

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tilium::device {

/// Formats of tiles in memory, with the hardware's encoding as values.
enum class DataFormat : uint8_t {
  Float32 = 0,
  Float16 = 1,
  Tf32 = 4,
  Float16_b = 5,
  Bfp8_b = 6,
  Bfp4_b = 7,
  Int32 = 8,
  UInt16 = 9,
  Int8 = 14,
  UInt32 = 24,
  Fp8_e4m3 = 26,
  UInt8 = 30,
  Invalid = 255,
};

/// What the device knows of a format.
struct FormatInfo {
  DataFormat format;
  std::string_view name;
  uint32_t elementBytes; ///< 0 for block formats.
  uint32_t tileBytes;    ///< A 32x32 tile in L1.
  bool integer;
};

/// The description of `format`; null for formats the device does not know.
const FormatInfo *findFormat(DataFormat format);
const FormatInfo *findFormat(std::string_view name);
std::string_view formatName(DataFormat format);

/// Round to nearest, ties to even; NaN stays NaN.
inline uint16_t roundToBfloat16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
    return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7FFFu + ((bits >> 16) & 1u)) >> 16);
}
/// As the packer converts: to nearest with ties away from zero; NaN becomes infinity, and what is
/// below the smallest normal number becomes zero without a sign.
inline uint16_t packBfloat16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
    return static_cast<uint16_t>((bits >> 16 & 0x8000u) | 0x7F80u);
  auto rounded = static_cast<uint16_t>((bits + 0x8000u) >> 16);
  return (rounded & 0x7F80u) == 0 ? 0 : rounded;
}
inline float bfloat16ToFloat(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}
uint16_t roundToFloat16(float value);
/// The same for Float16. The engines' Float16 has no infinity and no NaN: the largest exponent is
/// one like the others, and what is too large becomes the largest number (0x7FFF). Numbers below
/// 2^-15 become zero; those from there to 2^-14 lose their implicit bit, as on the hardware.
uint16_t packFloat16(float value);
/// A host's float16.
float float16ToFloat(uint16_t value);
/// What the unpacker makes of the same bits.
float unpackFloat16(uint16_t value);

/// Round a value to what a 16-bit register of the given kind keeps.
inline float keepBfloat16(float value) { return bfloat16ToFloat(roundToBfloat16(value)); }
inline float keepFloat16(float value) { return float16ToFloat(roundToFloat16(value)); }
/// Cut to the ten mantissa bits of a source register.
inline float truncateToTf32(float value) {
  return std::bit_cast<float>(std::bit_cast<uint32_t>(value) & 0xFFFFE000u);
}
inline float truncateToBfloat16(float value) {
  return std::bit_cast<float>(std::bit_cast<uint32_t>(value) & 0xFFFF0000u);
}

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_DATAFORMAT_H
