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
/// A function that works on one DST tile in place.
ALWI void sfpuInPlace(Sfpu function, std::uint32_t tile, Site site, bool approximate = APPROX,
                      std::uint32_t parameter = 0) {
  SfpuCall call;
  call.function = function;
  call.approximate = approximate;
  call.source0 = call.destination = tile;
  call.parameter0 = parameter;
  device->sfpuRun(call, site);
}
/// A function of two DST tiles.
ALWI void sfpuBinary(Sfpu function, std::uint32_t a, std::uint32_t b, std::uint32_t out,
                     Site site) {
  SfpuCall call;
  call.function = function;
  call.source0 = a;
  call.source1 = b;
  call.destination = out;
  device->sfpuRun(call, site);
}
ALWI void sfpuInit(Sfpu function, Site site) { device->sfpuInit(function, 0, 0, site); }
} // namespace tilium

#endif // TILIUM_METALIUM_TILIUM_SFPU_H
