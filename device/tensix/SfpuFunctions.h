//===- SfpuFunctions.h - What the vector engine's functions do --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// One table row a function. The tables are in four files: numbers (SfpuReal.cpp), integers
// (SfpuInteger.cpp), functions that look at whole tiles (SfpuWhole.cpp), and random numbers
// (SfpuRandom.cpp).
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_SFPUFUNCTIONS_H
#define TILIUM_DEVICE_TENSIX_SFPUFUNCTIONS_H

#include "core/Machine.h"

#include <span>

namespace tilium::device {

/// The elements of up to three tiles at one place, and the parameters of call and init as numbers.
struct SfpuElement {
  float a, b, c;
  float p0, p1, p2;
  float init0;
  bool approximate;
};

/// The same for integers. Signed ones are in two's complement.
struct SfpuIntegers {
  uint32_t a, b, c;
  uint32_t p0, p1;
  bool isSigned;
};

/// A call that looks at whole tiles.
struct SfpuContext {
  ProcessorState &self;
  const tilium::SfpuCall &call;
  tilium::Site site;
  /// A tile of DST; checks ownership and range, and, if it is read, that it was written.
  Tile &tile(uint32_t index, bool read = true) const { return dstTile(self, index, read, site); }
};

/// A function: its name, the tiles it reads, the init it needs, and one of three ways to do it.
struct SfpuInfo {
  tilium::Sfpu function;
  const char *name;
  uint8_t sources;   ///< 0: writes only, 1: in place, 2, 3: several tiles.
  tilium::Sfpu init; ///< The init it needs.
  float (*real)(const SfpuElement &) = nullptr;
  uint32_t (*integer)(const SfpuIntegers &) = nullptr;
  void (*whole)(const SfpuContext &) = nullptr;
  bool takesAnyInit = false; ///< Its own init does no more than those of all functions.
};

std::span<const SfpuInfo> sfpuRealFunctions();
std::span<const SfpuInfo> sfpuIntegerFunctions();
std::span<const SfpuInfo> sfpuWholeFunctions();
std::span<const SfpuInfo> sfpuRandomFunctions();

/// Gives the random numbers of a core's lanes a seed.
void seedRandom(ComputeEngine &engine, uint32_t seed);

/// The row of a function; an empty one for None and inits without a function.
const SfpuInfo &sfpuInfo(tilium::Sfpu function);

/// Converts a value as the vector engine's `typecast_tile` does: from the register contents of one
/// format to those of another. Fails for pairs the hardware does not have.
float typecastValue(float value, DataFormat from, DataFormat to);
/// Whether `typecast_tile` has this pair of formats.
bool canTypecast(DataFormat from, DataFormat to);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_SFPUFUNCTIONS_H
