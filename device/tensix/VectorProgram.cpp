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
#include "tensix/VectorLanes.h"

#include <bit>

namespace tilium::device {
namespace {

using tilium::Site;
using tilium::VectorTransfer;

constexpr uint32_t rowsOfTile = tileElements / faceSide;

ProcessorState &mathProcessor(Site site) {
  ProcessorState &self = currentProcessor();
  if (self.kind != tilium::Processor::Math)
    self.fail(Rule::WrongProcessor,
              "an SFPI program runs on the math processor alone: put its call into MATH()", site);
  return self;
}

/// Words need a DST that has them.
void checkWords(ProcessorState &self, const VectorTransfer &transfer) {
  const ComputeEngine &engine = self.core.engine;
  if (transfer.integer && !engine.config->fp32DestAccEn && engine.dstFormat != DataFormat::UInt16)
    self.fail(Rule::FormatMismatch,
              "vInt and dst_reg exchange words of 32 bits, but DST has 16: set fp32_dest_acc_en",
              self.site);
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
  self.core.engine.statistics.forget();
}

void vectorLoad(const VectorTransfer &transfer) {
  ProcessorState &self = mathProcessor(currentProcessor().site);
  const Tile &tile = tileOf(self, transfer, true);
  for (uint32_t lane = 0; lane < vectorLanes; ++lane) {
    LanePlace place(transfer.row, lane);
    transfer.values[lane] = std::bit_cast<uint32_t>(tile.at(place.row, place.column));
  }
}

void vectorStore(const VectorTransfer &transfer) {
  ProcessorState &self = mathProcessor(currentProcessor().site);
  const ComputeEngine &engine = self.core.engine;
  Tile &tile = tileOf(self, transfer, false);
  for (uint32_t lane = 0; lane < vectorLanes && !self.machine.options.timingOnly; ++lane) {
    if (!(transfer.lanes >> lane & 1))
      continue;
    LanePlace place(transfer.row, lane);
    uint32_t word = transfer.values[lane];
    if (transfer.integer)
      word &= engine.config->fp32DestAccEn ? ~0u : 0xFFFFu;
    float value = std::bit_cast<float>(word);
    tile.at(place.row, place.column) = transfer.integer ? value : storedInDst(engine, value);
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
