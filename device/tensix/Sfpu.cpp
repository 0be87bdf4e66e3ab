//===- Sfpu.cpp - The vector engine ---------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Calls of the vector engine: their checks, their time, and the loop over elements. What functions
// do is in the tables of SfpuFunctions.h, their cycles in core/VectorTiming.cpp.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/VectorTiming.h"
#include "tensix/EngineParts.h"
#include "tensix/SfpuFunctions.h"

#include <array>
#include <bit>

namespace tilium::device {

using tilium::Sfpu;
using tilium::SfpuCall;
using tilium::Site;

const SfpuInfo &sfpuInfo(Sfpu function) {
  constexpr auto count = static_cast<size_t>(Sfpu::Count);
  static const std::array<SfpuInfo, count> rows = [] {
    std::array<SfpuInfo, count> all{};
    for (SfpuInfo &row : all)
      row = {Sfpu::None, "none", 0, Sfpu::None};
    for (auto table :
         {sfpuRealFunctions(), sfpuIntegerFunctions(), sfpuWholeFunctions(), sfpuRandomFunctions()})
      for (const SfpuInfo &row : table)
        all[static_cast<size_t>(row.function)] = row;
    return all;
  }();
  return rows[static_cast<size_t>(function)];
}

const char *sfpuName(Sfpu function) { return sfpuInfo(function).name; }

namespace {

bool isWord(DataFormat format) {
  return format == DataFormat::Int32 || format == DataFormat::UInt32;
}

/// Bits of an integer of `format`; 32 for what is none.
uint32_t widthMask(DataFormat format) {
  if (format == DataFormat::UInt16)
    return 0xFFFFu;
  return format == DataFormat::UInt8 || format == DataFormat::Int8 ? 0xFFu : ~0u;
}

void checkTypecast(ProcessorState &self, const SfpuCall &call, Site site) {
  auto from = static_cast<DataFormat>(call.formatIn), to = static_cast<DataFormat>(call.formatOut);
  if (!canTypecast(from, to))
    self.fail(Rule::FormatMismatch,
              "typecast_tile has no conversion from " + std::string(formatName(from)) + " to " +
                  std::string(formatName(to)) + "; go by way of Float32 or Float16_b",
              site);
}

/// Words of 32 bits need a DST of 32 bits.
void checkWidth(ProcessorState &self, const SfpuCall &call, const SfpuInfo &info, Site site) {
  bool typecast = call.function == Sfpu::Typecast;
  bool words = isWord(static_cast<DataFormat>(call.formatIn)) ||
               (typecast && isWord(static_cast<DataFormat>(call.formatOut)));
  if ((typecast || info.integer) && words && !self.core.engine.config->fp32DestAccEn)
    self.fail(Rule::FormatMismatch,
              std::string(info.name) +
                  " works on integers of 32 bits, but DST has 16: set fp32_dest_acc_en",
              site);
}

SfpuCall &lastInit(ProcessorState &self) {
  ComputeEngine &engine = self.core.engine;
  return self.kind == tilium::Processor::Pack ? engine.packSfpuInit : engine.sfpuInit;
}

void checkInit(ProcessorState &self, const SfpuCall &call, const SfpuInfo &info, Site site) {
  const SfpuCall &init = lastInit(self);
  bool same = init.function == info.init || call.needsNoInit ||
              (info.takesAnyInit && init.function != Sfpu::None);
  if (call.function == Sfpu::Typecast)
    same = same && init.formatIn == call.formatIn && init.formatOut == call.formatOut;
  if (!same)
    self.violate(Rule::MissingInit,
                 std::string(info.name) + " is called, but the last SFPU init is for " +
                     sfpuName(init.function) +
                     (init.function == call.function ? " with other formats" : "") + "; call " +
                     sfpuInfo(info.init).name + "_tile_init first",
                 site);
}

/// Whether the call works on the element at `row`, `column`.
bool covers(const SfpuCall &call, uint32_t row, uint32_t column) {
  uint32_t face = row / faceSide * 2 + column / faceSide;
  if (call.evenColumns && column % 2 != 0)
    return false;
  // Without a mode the iterations run on from one face to the next.
  if (call.faceMask == 0b0001)
    return face * faceSide + row % faceSide < call.iterations * 2u;
  return (call.faceMask >> face & 1) && row % faceSide < call.iterations * 2u;
}

bool coversAll(const SfpuCall &call) {
  return call.faceMask == 0b1111 && call.iterations == 8 && !call.evenColumns;
}

/// The part of a whole tile's work that a call does.
double share(const SfpuCall &call) {
  return std::popcount(call.faceMask) * call.iterations / (call.evenColumns ? 64.0 : 32.0);
}

struct Sources {
  const Tile *a, *b, *c;
};

void runReal(const SfpuCall &call, const SfpuInfo &info, const SfpuCall &init, Sources from,
             Tile &result) {
  SfpuElement element{0,
                      0,
                      0,
                      std::bit_cast<float>(call.parameter0),
                      std::bit_cast<float>(call.parameter1),
                      std::bit_cast<float>(call.parameter2),
                      call.needsNoInit ? 1.0f : std::bit_cast<float>(init.parameter0),
                      call.approximate};
  for (uint32_t i = 0; i < tileElements; ++i) {
    element.a = from.a ? from.a->value[i] : 0;
    element.b = from.b ? from.b->value[i] : 0;
    element.c = from.c ? from.c->value[i] : 0;
    result.value[i] = info.real(element);
  }
}

void runInteger(const SfpuCall &call, const SfpuInfo &info, Sources from, Tile &result) {
  auto format = static_cast<DataFormat>(call.formatIn);
  uint32_t mask = widthMask(format);
  SfpuIntegers element{0, 0, 0, call.parameter0, call.parameter1, format == DataFormat::Int32};
  auto word = [mask](const Tile *tile, uint32_t i) {
    return tile ? std::bit_cast<uint32_t>(tile->value[i]) & mask : 0;
  };
  for (uint32_t i = 0; i < tileElements; ++i) {
    element.a = word(from.a, i);
    element.b = word(from.b, i);
    element.c = word(from.c, i);
    result.value[i] = std::bit_cast<float>(info.integer(element) & mask);
  }
}

void runTypecast(const SfpuCall &call, const Tile &from, Tile &result) {
  auto in = static_cast<DataFormat>(call.formatIn), out = static_cast<DataFormat>(call.formatOut);
  for (uint32_t i = 0; i < tileElements; ++i)
    result.value[i] = typecastValue(from.value[i], in, out);
}

/// Whether a result is bits that DST must not round.
bool givesBits(const SfpuCall &call, const SfpuInfo &info) {
  if (call.function == Sfpu::Typecast) {
    const FormatInfo *out = findFormat(static_cast<DataFormat>(call.formatOut));
    return out && out->integer;
  }
  const FormatInfo *format = findFormat(static_cast<DataFormat>(call.formatIn));
  bool chosen = call.function == Sfpu::Where && format && format->integer;
  return info.integer || chosen || call.function == Sfpu::CopyDest ||
         call.function == Sfpu::Identity;
}

void keep(ProcessorState &self, const SfpuCall &call, Tile &result) {
  const ComputeEngine &engine = self.core.engine;
  if (call.truncates && !engine.config->fp32DestAccEn && engine.dstFormat == DataFormat::Float16_b)
    for (float &value : result.value)
      value = truncateToBfloat16(value);
  else
    keepInDst(self, result);
}

void runElements(ProcessorState &self, const SfpuCall &call, const SfpuInfo &info, Sources from,
                 Tile &destination) {
  Tile result;
  if (call.function == Sfpu::Typecast)
    runTypecast(call, *from.a, result);
  else if (info.integer)
    runInteger(call, info, from, result);
  else
    runReal(call, info, lastInit(self), from, result);
  if (!givesBits(call, info))
    keep(self, call, result);
  if (coversAll(call)) {
    destination = result;
    return;
  }
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column)
      if (covers(call, row, column))
        destination.at(row, column) = result.at(row, column);
}

} // namespace

void initSfpu(ProcessorState &self, const SfpuCall &call, Site site) {
  self.enter(site, self.machine.architecture.timing.engineConfigure);
  if (call.function == Sfpu::Typecast)
    checkTypecast(self, call, site);
  lastInit(self) = call;
  ComputeEngine &engine = self.core.engine;
  if (call.function == Sfpu::OnlineStatistics && isReplayed(engine, engine.mathInit))
    engine.mathInit.operation = tilium::Operation::None;
  if (Cycle cycles = vectorInitCycles(call.function)) {
    self.engineWorks(WorkKind::Vector, cycles, sfpuName(call.function));
    seedRandom(engine, call.parameter0);
  }
}

void runSfpu(ProcessorState &self, const SfpuCall &call, Site site) {
  self.enter(site, self.machine.architecture.timing.computeCall);
  const SfpuInfo &info = sfpuInfo(call.function);
  if (!self.core.engine.mathStarted && !call.packs)
    self.fail(Rule::MissingInit, "no compute_kernel_hw_startup before the first operation", site);
  checkHoldsDst(self, site);
  checkInit(self, call, info, site);
  if (!call.packs)
    self.core.engine.statistics.forget();
  checkWidth(self, call, info, site);
  auto source = [&](uint32_t number, uint32_t index) {
    return info.sources > number ? &dstTile(self, index, true, site) : nullptr;
  };
  Sources from{source(0, call.source0), source(1, call.source1), source(2, call.source2)};
  Tile &destination = dstTile(self, call.destination, !coversAll(call), site);
  double cycles = vectorCycles(self.machine.architecture, call.function, call.approximate);
  self.engineWorks(WorkKind::Vector, static_cast<Cycle>(cycles * share(call)), info.name);
  if (info.whole)
    info.whole({self, call, site});
  else if (!self.machine.options.timingOnly)
    runElements(self, call, info, from, destination);
}

} // namespace tilium::device
