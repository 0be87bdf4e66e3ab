//===- VectorProgram.cpp - SFPI programs and DST --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The device's side of metalium/include/sfpi.h: loads from DST, stores to it, and time. What
// happens between a load and a store is the kernel's own code.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <bit>

namespace tilium::device {
namespace {

using tilium::Site;
using tilium::VectorTransfer;

constexpr uint32_t lanes = 32, rowsOfTile = tileElements / faceSide;

ProcessorState &mathProcessor(Site site) {
  ProcessorState &self = currentProcessor();
  if (self.kind != tilium::Processor::Math)
    self.fail(Rule::WrongProcessor,
              "an SFPI program runs on the math processor alone: put its call into MATH()", site);
  return self;
}

/// Element `lane` of a transfer as its place in a tile of DST. A row of DST has the columns of one
/// face; a register takes every other column of four rows.
struct Place {
  uint32_t row, column;
  Place(uint32_t dstRow, uint32_t lane) {
    uint32_t place = (dstRow & ~3u) % rowsOfTile + lane / 8, face = place / faceSide;
    row = face / 2 * faceSide + place % faceSide;
    column = face % 2 * faceSide + lane % 8 * 2 + (dstRow >> 1 & 1);
  }
};

/// Words need a DST that has them.
void checkWords(ProcessorState &self, const VectorTransfer &transfer) {
  const ComputeEngine &engine = self.core.engine;
  if (transfer.integer && !engine.config->fp32DestAccEn && engine.dstFormat != DataFormat::UInt16)
    self.fail(Rule::FormatMismatch,
              "vInt and dst_reg exchange words of 32 bits, but DST has 16: set fp32_dest_acc_en",
              self.site);
}

/// Stores cut a number to what 16-bit DST has of it: they do not round. Numbers too small for it
/// become zero, those too large infinite.
float kept(const ComputeEngine &engine, float value) {
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

Tile &tileOf(ProcessorState &self, const VectorTransfer &transfer, bool read) {
  checkWords(self, transfer);
  return dstTile(self, transfer.row / rowsOfTile, read, self.site);
}

void vectorStart(Site site) {
  ProcessorState &self = mathProcessor(site);
  self.enter(site, self.machine.architecture.timing.computeCall);
  if (!self.core.engine.mathStarted)
    self.fail(Rule::MissingInit, "no compute_kernel_hw_startup before the first operation", site);
  checkHoldsDst(self, site);
}

void vectorLoad(const VectorTransfer &transfer) {
  ProcessorState &self = mathProcessor(currentProcessor().site);
  const Tile &tile = tileOf(self, transfer, true);
  for (uint32_t lane = 0; lane < lanes; ++lane) {
    Place place(transfer.row, lane);
    transfer.values[lane] = std::bit_cast<uint32_t>(tile.at(place.row, place.column));
  }
}

void vectorStore(const VectorTransfer &transfer) {
  ProcessorState &self = mathProcessor(currentProcessor().site);
  const ComputeEngine &engine = self.core.engine;
  Tile &tile = tileOf(self, transfer, false);
  for (uint32_t lane = 0; lane < lanes && !self.machine.options.timingOnly; ++lane) {
    if (!(transfer.lanes >> lane & 1))
      continue;
    Place place(transfer.row, lane);
    uint32_t word = transfer.values[lane];
    if (transfer.integer)
      word &= engine.config->fp32DestAccEn ? ~0u : 0xFFFFu;
    float value = std::bit_cast<float>(word);
    tile.at(place.row, place.column) = transfer.integer ? value : kept(engine, value);
  }
}

void vectorWork(uint32_t cycles) {
  ProcessorState &self = mathProcessor(currentProcessor().site);
  self.engineWorks(WorkKind::Vector, cycles, "sfpi");
}

} // namespace

void interface::addVectorPrograms(tilium::KernelInterface &table) {
  table.vectorStart = vectorStart;
  table.vectorLoad = vectorLoad;
  table.vectorStore = vectorStore;
  table.vectorWork = vectorWork;
}

} // namespace tilium::device
