//===- VectorLanes.h - Registers of the vector engine and DST ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_VECTORLANES_H
#define TILIUM_DEVICE_TENSIX_VECTORLANES_H

#include "tensix/ComputeEngine.h"

#include <bit>

namespace tilium::device {

inline constexpr uint32_t vectorLanes = 32;

/// Element `lane` of a load or store as its place in a tile of DST. A row of DST has the columns of
/// one face; a register takes every other column of four rows.
struct LanePlace {
  uint32_t row, column;
  LanePlace(uint32_t dstRow, uint32_t lane) {
    uint32_t place = (dstRow & ~3u) % (tileElements / faceSide) + lane / 8;
    uint32_t face = place / faceSide;
    row = face / 2 * faceSide + place % faceSide;
    column = face % 2 * faceSide + lane % 8 * 2 + (dstRow >> 1 & 1);
  }
};

/// Stores cut a number to what 16-bit DST has of it: they do not round. Numbers too small for it
/// become zero, those too large infinite.
inline float storedInDst(const ComputeEngine &engine, float value) {
  if (engine.config->fp32DestAccEn)
    return value;
  if (engine.dstFormat != DataFormat::Float16)
    return truncateToBfloat16(value);
  auto bits = std::bit_cast<uint32_t>(value), sign = bits & 0x80000000u;
  bits &= 0x7FFFFFFFu;
  constexpr uint32_t least = 0x38800000u, tooLarge = 0x47800000u, infinity = 0x7F800000u;
  bits = bits < least ? 0 : bits >= tooLarge ? infinity : bits & ~0x1FFFu;
  return std::bit_cast<float>(sign | bits);
}

/// The engine's arithmetic: subnormal numbers are zero.
inline float withoutSubnormal(float value) {
  return (std::bit_cast<uint32_t>(value) & 0x7F800000u) == 0 ? 0.0f : value;
}
inline float vectorAdd(float a, float b) {
  return withoutSubnormal(withoutSubnormal(a) + withoutSubnormal(b));
}
inline float vectorSubtract(float a, float b) {
  return withoutSubnormal(withoutSubnormal(a) - withoutSubnormal(b));
}
inline float vectorMultiply(float a, float b) {
  return withoutSubnormal(withoutSubnormal(a) * withoutSubnormal(b));
}

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_VECTORLANES_H
