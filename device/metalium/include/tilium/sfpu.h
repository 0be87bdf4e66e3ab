//===- sfpu.h - Building vector-engine calls --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_SFPU_H
#define TILIUM_METALIUM_TILIUM_SFPU_H

#include "api/compute/common_globals.h"

#ifndef APPROX
#define APPROX false
#endif

namespace tilium {
/// The faces of a tile that a mode works on, one bit each.
constexpr std::uint8_t faces(ckernel::VectorMode mode) {
  return mode == ckernel::VectorMode::R      ? 0b0011
         : mode == ckernel::VectorMode::C    ? 0b0101
         : mode == ckernel::VectorMode::None ? 0b0001
                                             : 0b1111;
}
/// A function that works on one DST tile in place.
constexpr SfpuCall inPlace(Sfpu function, std::uint32_t tile) {
  SfpuCall call;
  call.function = function;
  call.approximate = APPROX;
  call.source0 = call.destination = tile;
  return call;
}
/// A function of one, two or three DST tiles; the last is the result.
constexpr SfpuCall onTiles(Sfpu function, std::uint32_t a, std::uint32_t out) {
  SfpuCall call = inPlace(function, a);
  call.destination = out;
  return call;
}
constexpr SfpuCall onTiles(Sfpu function, std::uint32_t a, std::uint32_t b, std::uint32_t out) {
  SfpuCall call = onTiles(function, a, out);
  call.source1 = b;
  return call;
}
constexpr SfpuCall onTiles(Sfpu function, std::uint32_t a, std::uint32_t b, std::uint32_t c,
                           std::uint32_t out) {
  SfpuCall call = onTiles(function, a, b, out);
  call.source2 = c;
  return call;
}
constexpr SfpuCall initOf(Sfpu function) { return inPlace(function, 0); }

ALWI void sfpuRun(const SfpuCall &call, Site site) { device->sfpuRun(call, site); }
ALWI void sfpuInit(const SfpuCall &call, Site site) { device->sfpuInit(call, site); }
ALWI void sfpuInit(Sfpu function, Site site) { device->sfpuInit(initOf(function), site); }
} // namespace tilium

#endif // TILIUM_METALIUM_TILIUM_SFPU_H
