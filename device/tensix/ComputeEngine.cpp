//===- ComputeEngine.cpp - Unpack, math and pack --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// All three compute processors run the same kernel; each call does the part of the processor that
// runs it. Operands go from unpack to math through a queue of two banks, results through DST.
//
//===----------------------------------------------------------------------===//

#include "tensix/ComputeEngine.h"

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace tilium::device {

using tilium::Broadcast;
using tilium::Operation;
using tilium::OperationCall;
using tilium::Site;

const char *operationName(Operation operation) {
  switch (operation) {
  case Operation::None:
    return "none";
  case Operation::Copy:
    return "copy";
  case Operation::Transpose:
    return "transpose";
  case Operation::Matmul:
    return "matmul";
  case Operation::MatmulBlock:
    return "matmul_block";
  case Operation::Add:
    return "add";
  case Operation::Subtract:
    return "sub";
  case Operation::Multiply:
    return "mul";
  case Operation::Reduce:
    return "reduce";
  case Operation::UnaryBroadcast:
    return "unary_bcast";
  }
  return "?";
}

void ComputeEngine::configure(const ComputeConfig &compute, uint32_t capacity) {
  config = &compute;
  sections.assign(compute.dstFullSyncEn ? 1 : 2, {});
  for (DstSection &section : sections) {
    section.tiles.resize(capacity);
    section.written.assign(capacity, false);
  }
  freeSections = static_cast<uint32_t>(sections.size());
}

namespace {

Cycle cyclesOf(double bytes, double bytesPerCycle) {
  return static_cast<Cycle>(std::ceil(bytes / bytesPerCycle));
}

bool isMatmul(Operation operation) {
  return operation == Operation::Matmul || operation == Operation::MatmulBlock;
}
bool hasTwoOperands(Operation operation) {
  return operation != Operation::Copy && operation != Operation::Transpose &&
         operation != Operation::UnaryBroadcast;
}
/// Sums along rows put the scaler into SrcA.
bool reduceSwaps(const OperationCall &call) {
  return call.operation == Operation::Reduce && call.dimension == 0 && call.pool < 2;
}

bool sameInit(const OperationCall &init, const OperationCall &call) {
  if (init.operation != call.operation || init.broadcast != call.broadcast ||
      init.reuse != call.reuse)
    return false;
  switch (call.operation) {
  case Operation::Reduce:
    return init.pool == call.pool && init.dimension == call.dimension;
  case Operation::MatmulBlock:
    return init.transpose == call.transpose && init.columns == call.columns &&
           init.rows == call.rows && init.inner == call.inner;
  default:
    return true;
  }
}

void checkInit(ProcessorState &self, const OperationCall &init, const OperationCall &call,
               Site site) {
  if (sameInit(init, call))
    return;
  std::string name = operationName(call.operation);
  if (init.operation == call.operation)
    return self.violate(
        Rule::MissingInit,
        name + " is called with other parameters (transpose, block sizes, broadcast or "
               "reduction) than its last init",
        site);
  self.violate(Rule::MissingInit,
               name + " is called, but the last init is for " + operationName(init.operation) +
                   "; call the init of " + name + " first",
               site);
}

void checkSource(ProcessorState &self, const char *which, DataFormat configured, uint32_t cb,
                 Site site) {
  DataFormat format = bufferOf(self, cb, site).format;
  if (configured == DataFormat::Invalid)
    return self.violate(Rule::MissingInit,
                        "no compute_kernel_hw_startup before the first operation of the engines",
                        site);
  if (configured != format)
    self.violate(Rule::FormatMismatch,
                 std::string("circular buffer ") + std::to_string(cb) + " holds " +
                     std::string(formatName(format)) + ", but " + which + " is configured for " +
                     std::string(formatName(configured)) + "; call reconfig_data_format",
                 site);
}

/// Rounds a tile to what a source register keeps.
void keepInSource(const ProcessorState &self, Tile &tile, uint32_t cb, DataFormat format,
                  bool straightToDst) {
  if (format != DataFormat::Float32)
    return;
  const ComputeConfig &config = *self.core.engine.config;
  bool exact = straightToDst && config.fp32DestAccEn && cb < config.unpackToDestMode.size() &&
               config.unpackToDestMode[cb] == UnpackToDestMode::UnpackToDestFp32;
  if (exact)
    return;
  for (float &value : tile.value)
    value = config.fp32DestAccEn ? truncateToTf32(value) : truncateToBfloat16(value);
}

/// Loads page `index` after the read pointer; checks that it was waited for and written. Without a
/// tile to fill only the checks are made.
void loadOperand(ProcessorState &self, Tile *tile, uint32_t cb, uint32_t index, bool straightToDst,
                 Site site) {
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (index >= buffer.waited)
    self.violate(Rule::CbUnderflow,
                 "tile " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                     " is read, with " + std::to_string(buffer.waited) +
                     " waited for; call cb_wait_front first",
                 site);
  if (buffer.readPage() + index >= buffer.pages)
    self.fail(Rule::CbWrap,
              "tile " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                  " lies past the buffer's end; pages that are read together must not straddle it",
              site);
  const FormatInfo *format = findFormat(buffer.format);
  if (format->elementBytes == 0 && tile)
    self.fail(Rule::Unsupported,
              std::string("tiles of format ") + std::string(format->name) +
                  " cannot be unpacked yet",
              site);
  if (buffer.pageBytes < format->tileBytes)
    self.fail(Rule::FormatMismatch,
              "a page of circular buffer " + std::to_string(cb) + " has " +
                  std::to_string(buffer.pageBytes) + " bytes, a tile of " +
                  std::string(format->name) + " needs " + std::to_string(format->tileBytes),
              site);
  uint32_t offset = buffer.readOffset() + index * buffer.pageBytes;
  checkNoReadUnderWay(self, offset, format->tileBytes, "the unpacker", site);
  const std::byte *memory = self.machine.l1.data(self.core.index, offset);
  // Looking at memory is slow, and operands are used again and again.
  buffer.seenWritten.resize(buffer.pages, 0);
  uint64_t number = buffer.acknowledged + index + 1;
  uint64_t &seen = buffer.seenWritten[buffer.readPage() + index];
  bool unwritten = seen != number && isPoison(memory, format->tileBytes);
  seen = number;
  if (unwritten)
    self.violate(Rule::UninitialisedRead,
                 "tile " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                     " was pushed, but nobody wrote it",
                 site);
  if (!tile)
    return;
  loadTile(*tile, memory, buffer.format);
  keepInSource(self, *tile, cb, buffer.format, straightToDst);
}

/// The tile to fill at `index`, or null in a run without values.
Tile *tileAt(const ProcessorState &self, std::vector<Tile> &tiles, uint32_t index) {
  return self.machine.options.timingOnly ? nullptr : &tiles[index];
}

void applyBroadcast(Tile &tile, Broadcast broadcast) {
  if (broadcast == Broadcast::None)
    return;
  Tile from = tile;
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column)
      tile.at(row, column) = from.at(broadcast == Broadcast::Column ? row : 0,
                                     broadcast == Broadcast::Row ? column : 0);
}

void loadMatmul(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                Site site) {
  bool block = call.operation == Operation::MatmulBlock;
  uint32_t rows = block ? call.rows : 1, columns = block ? call.columns : 1;
  operands.countA = columns;
  operands.countB = rows;
  if (!self.machine.options.timingOnly) {
    operands.a.resize(columns);
    operands.b.resize(rows);
  }
  for (uint32_t row = 0; row < rows; ++row)
    loadOperand(self, tileAt(self, operands.b, row), call.buffer0,
                call.tile0 + row * (block ? call.inner : 1), false, site);
  for (uint32_t column = 0; column < columns; ++column) {
    Tile *tile = tileAt(self, operands.a, column);
    loadOperand(self, tile, call.buffer1, call.tile1 + column, false, site);
    if (tile && self.core.engine.unpackInit.transpose)
      transposeTile(*tile);
  }
}

void loadOthers(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                Site site) {
  bool two = hasTwoOperands(call.operation);
  bool straight = !two && call.reuse == 0;
  bool values = !self.machine.options.timingOnly;
  if (values)
    operands.a.resize(1);
  loadOperand(self, tileAt(self, operands.a, 0), call.buffer0, call.tile0, straight, site);
  bool transposes = call.operation == Operation::Transpose ||
                    (call.operation == Operation::Copy && self.core.engine.unpackInit.transpose);
  if (values && transposes)
    transposeTile(operands.a[0]);
  if (values && call.operation == Operation::UnaryBroadcast)
    applyBroadcast(operands.a[0], call.broadcast);
  if (!two || call.reuse != 0)
    return;
  operands.countB = 1;
  if (values)
    operands.b.resize(1);
  loadOperand(self, tileAt(self, operands.b, 0), call.buffer1, call.tile1, false, site);
  if (values)
    applyBroadcast(operands.b[0], call.broadcast);
}

Cycle unpackCycles(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
                   Site site) {
  const TimingTable &timing = self.machine.architecture.timing;
  double first = findFormat(bufferOf(self, call.buffer0, site).format)->tileBytes;
  if (operands.countB == 0)
    return cyclesOf(first, timing.unpackBytesPerCycle) + timing.unpackSetup;
  double second = findFormat(bufferOf(self, call.buffer1, site).format)->tileBytes;
  if (isMatmul(call.operation)) {
    // One side stays in its register while the other streams past it.
    double rows = operands.countB, columns = operands.countA;
    double bytes = rows < columns ? rows * first + columns * second * rows
                                  : columns * second + rows * first * columns;
    if (rows * columns == 1)
      return cyclesOf(std::max(first, second), timing.unpackBothBytesPerCycle) + timing.unpackSetup;
    return cyclesOf(bytes, timing.unpackReuseBytesPerCycle) +
           timing.unpackSetup * static_cast<Cycle>(rows * columns);
  }
  return cyclesOf(std::max(first, second), timing.unpackBothBytesPerCycle) + timing.unpackSetup;
}

void checkSources(ProcessorState &self, const OperationCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  bool swapped = isMatmul(call.operation) || reduceSwaps(call);
  if (!hasTwoOperands(call.operation) || call.reuse != 0) {
    if (call.reuse == 1)
      checkSource(self, "SrcB", engine.sourceB, call.buffer0, site);
    else
      checkSource(self, "SrcA", engine.sourceA, call.buffer0, site);
    return;
  }
  checkSource(self, "SrcA", engine.sourceA, swapped ? call.buffer1 : call.buffer0, site);
  checkSource(self, "SrcB", engine.sourceB, swapped ? call.buffer0 : call.buffer1, site);
}

} // namespace

void unpackOperands(ProcessorState &self, const OperationCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  self.enter(site, self.machine.architecture.timing.computeCall);
  checkSources(self, call, site);
  checkInit(self, engine.unpackInit, call, site);
  self.waitUntil(
      engine.sourceFreed, WaitCause::Source,
      [&] { return engine.source.size() < ComputeEngine::sourceBanks; },
      "the math processor to take the operands before");
  auto operands = std::make_unique<SourceOperands>();
  operands->call = call;
  if (isMatmul(call.operation))
    loadMatmul(self, call, *operands, site);
  else
    loadOthers(self, call, *operands, site);
  operands->begin = self.fiber.now();
  self.engineWorks(WorkKind::Engine, unpackCycles(self, call, *operands, site),
                   operationName(call.operation));
  operands->ready = self.fiber.now();
  engine.source.push_back(std::move(operands));
  // The math processor starts on the first tile while the rest is still unpacked.
  engine.sourceFilled.wakeAll(engine.source.back()->begin);
}

void checkHoldsDst(ProcessorState &self, Site site) {
  const ComputeEngine &engine = self.core.engine;
  if (self.kind == tilium::Processor::Pack ? engine.packHolds : engine.mathHolds)
    return;
  self.fail(Rule::DstOutsideAcquire,
            self.kind == tilium::Processor::Pack
                ? "DST is used outside tile_regs_wait() and tile_regs_release()"
                : "DST is used outside tile_regs_acquire() and tile_regs_commit()",
            site);
}

Tile &dstTile(ProcessorState &self, uint32_t index, bool read, Site site) {
  ComputeEngine &engine = self.core.engine;
  checkHoldsDst(self, site);
  if (index >= engine.capacity())
    self.fail(Rule::DstOutOfRange,
              "DST tile " + std::to_string(index) + " is used, but DST holds " +
                  std::to_string(engine.capacity()) + " tiles (" +
                  (engine.config->fp32DestAccEn ? "fp32" : "16 bit") + ", " +
                  (engine.config->dstFullSyncEn ? "full" : "half") + " sync)",
              site);
  bool packs = self.kind == tilium::Processor::Pack;
  DstSection &section = engine.sections[packs ? engine.packSection : engine.mathSection];
  if (read && !section.written[index])
    self.violate(Rule::UninitialisedRead,
                 "DST tile " + std::to_string(index) + " is read, but nothing was written to it",
                 site);
  section.written[index] = true;
  return section.tiles[index];
}

void keepInDst(const ProcessorState &self, Tile &tile) {
  const ComputeEngine &engine = self.core.engine;
  if (engine.config->fp32DestAccEn)
    return;
  if (engine.dstFormat == DataFormat::Float16) {
    for (float &value : tile.value)
      value = keepFloat16(value);
  } else if (engine.dstFormat == DataFormat::Float16_b) {
    for (float &value : tile.value)
      value = keepBfloat16(value);
  }
}

namespace {

/// Cuts a mantissa to `bits` explicit bits.
Tile cut(const Tile &tile, uint32_t bits) {
  Tile result;
  uint32_t mask = ~0u << (23 - bits);
  for (uint32_t index = 0; index < tileElements; ++index)
    result.value[index] = std::bit_cast<float>(std::bit_cast<uint32_t>(tile.value[index]) & mask);
  return result;
}

Tile difference(const Tile &a, const Tile &b) {
  Tile result;
  for (uint32_t index = 0; index < tileElements; ++index)
    result.value[index] = a.value[index] - b.value[index];
  return result;
}

// One fidelity phase multiplies the high or low bits of SrcA (4 + 5 explicit mantissa bits) with
// the high or low bits of SrcB (6 + 4). The products of several phases add up exactly, so phases
// that share an operand are multiplied at once.
struct FidelityParts {
  Tile a, b;       ///< The main product.
  Tile aLow, bLow; ///< The third phase of HiFi3: high SrcA and low SrcB.
  bool third = false;
};

FidelityParts splitByFidelity(const Tile &a, const Tile &b, MathFidelity fidelity) {
  constexpr uint32_t aHigh = 4, aAll = 9, bHigh = 6, bAll = 10;
  switch (fidelity) {
  case MathFidelity::LoFi:
    return {cut(a, aHigh), cut(b, bHigh), {}, {}, false};
  case MathFidelity::HiFi2:
    return {cut(a, aAll), cut(b, bHigh), {}, {}, false};
  case MathFidelity::HiFi3: {
    FidelityParts parts{cut(a, aAll), cut(b, bHigh), cut(a, aHigh), {}, true};
    parts.bLow = difference(cut(b, bAll), parts.b);
    return parts;
  }
  case MathFidelity::HiFi4:
    break;
  }
  return {cut(a, aAll), cut(b, bAll), {}, {}, false};
}

/// What the third phase of HiFi3 multiplies, for all operands of a matmul.
struct ThirdPhase {
  std::vector<Tile> a, b;
};

/// Cuts the operands of a matmul to what the main product takes, once for all products.
ThirdPhase cutOperands(SourceOperands &operands, MathFidelity fidelity) {
  uint32_t bitsA = fidelity == MathFidelity::LoFi ? 4 : 9;
  uint32_t bitsB = fidelity == MathFidelity::HiFi4 ? 10 : 6;
  ThirdPhase third;
  for (Tile &tile : operands.a) {
    if (fidelity == MathFidelity::HiFi3)
      third.a.push_back(cut(tile, 4));
    tile = cut(tile, bitsA);
  }
  for (Tile &tile : operands.b) {
    Tile high = cut(tile, bitsB);
    if (fidelity == MathFidelity::HiFi3)
      third.b.push_back(difference(cut(tile, 10), high));
    tile = high;
  }
  return third;
}

/// DST += in0 x in1, for each pair of tiles; in0 is in SrcB, in1 in SrcA.
void runMatmul(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
               Site site) {
  ThirdPhase third = cutOperands(operands, self.core.engine.config->mathFidelity);
  auto columns = static_cast<uint32_t>(operands.a.size());
  for (uint32_t row = 0; row < operands.b.size(); ++row)
    for (uint32_t column = 0; column < columns; ++column) {
      Tile &dst = dstTile(self, call.dst + row * columns + column, false, site);
      for (uint32_t begin = 0; begin < tileSide; begin += faceSide) {
        multiplyAccumulate(dst, operands.b[row], operands.a[column], begin, begin + faceSide);
        if (!third.a.empty())
          multiplyAccumulate(dst, third.b[row], third.a[column], begin, begin + faceSide);
        keepInDst(self, dst);
      }
    }
}

void runElementwise(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                    Site site) {
  Tile &dst = dstTile(self, call.dst, call.reuse != 0, site);
  bool accumulate = self.core.engine.mathInit.accumulate && call.reuse == 0 &&
                    call.operation != Operation::Multiply;
  // A product adds into DST when its init asked for it, as the hardware does.
  if (call.operation == Operation::Multiply && call.reuse == 0 &&
      self.core.engine.mathInit.accumulate)
    accumulate = true;
  Tile a = operands.a[0];
  Tile b = call.reuse ? operands.a[0] : operands.b[0];
  if (call.reuse == 1)
    a = dst;
  else if (call.reuse == 2)
    b = dst;
  Tile result;
  if (call.operation == Operation::Multiply) {
    FidelityParts parts = splitByFidelity(a, b, self.core.engine.config->mathFidelity);
    for (uint32_t i = 0; i < tileElements; ++i)
      result.value[i] = parts.a.value[i] * parts.b.value[i] +
                        (parts.third ? parts.aLow.value[i] * parts.bLow.value[i] : 0.0f);
  } else {
    float sign = call.operation == Operation::Add ? 1.0f : -1.0f;
    for (uint32_t i = 0; i < tileElements; ++i)
      result.value[i] = a.value[i] + sign * b.value[i];
  }
  for (uint32_t i = 0; i < tileElements; ++i)
    dst.value[i] = accumulate ? dst.value[i] + result.value[i] : result.value[i];
  keepInDst(self, dst);
}

/// Folds `value` into `sum` as the reduction asks.
float fold(uint8_t pool, float sum, float value) {
  if (pool == 2)
    return std::max(sum, value);
  return pool == 3 ? std::min(sum, value) : sum + value;
}

void runReduce(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
               Site site) {
  DstSection &section = self.core.engine.sections[self.core.engine.mathSection];
  bool fresh = call.dst < section.written.size() && !section.written[call.dst];
  Tile &dst = dstTile(self, call.dst, false, site);
  const Tile &in = operands.a[0];
  // Row i of the scaler tile's first face row scales; its first element stands for all.
  float scale = operands.b[0].value[0];
  bool extreme = call.pool >= 2;
  auto reduceLine = [&](float &target, auto element, uint32_t count) {
    float sum = element(0) * scale;
    for (uint32_t i = 1; i < count; ++i)
      sum = fold(call.pool, sum, element(i) * scale);
    target = extreme && fresh ? sum : fold(call.pool, target, sum);
  };
  if (call.dimension == 0)
    for (uint32_t row = 0; row < tileSide; ++row)
      reduceLine(dst.at(row, 0), [&](uint32_t i) { return in.at(row, i); }, tileSide);
  else if (call.dimension == 1)
    for (uint32_t column = 0; column < tileSide; ++column)
      reduceLine(dst.at(0, column), [&](uint32_t i) { return in.at(i, column); }, tileSide);
  else
    // The hardware scales once along each of the two directions.
    reduceLine(
        dst.value[0], [&](uint32_t i) { return extreme ? in.value[i] : in.value[i] * scale; },
        tileElements);
  keepInDst(self, dst);
}

Cycle mathCycles(const ProcessorState &self, const OperationCall &call,
                 const SourceOperands &operands) {
  const TimingTable &timing = self.machine.architecture.timing;
  auto fidelity = static_cast<size_t>(self.core.engine.config->mathFidelity);
  switch (call.operation) {
  case Operation::Matmul:
  case Operation::MatmulBlock:
    return cyclesOf(timing.matmulInefficiency * timing.matmulTile[fidelity] * operands.countA *
                        operands.countB,
                    1.0);
  case Operation::Multiply:
    return Cycle{timing.multiplyTilePhase} * (fidelity + 1);
  case Operation::Add:
  case Operation::Subtract:
    return timing.addTile;
  case Operation::Reduce:
    return call.pool >= 2 ? timing.maxReduceTile : timing.reduceTile[fidelity];
  case Operation::Transpose:
    return timing.transposeTile;
  default:
    return timing.copyTile;
  }
}

/// The checks of an operation in a run without values.
void touchDst(ProcessorState &self, const OperationCall &call, const SourceOperands &operands,
              Site site) {
  uint32_t tiles = isMatmul(call.operation) ? operands.countA * operands.countB : 1;
  for (uint32_t index = 0; index < tiles; ++index)
    dstTile(self, call.dst + index, call.reuse != 0, site);
}

void runOperands(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                 Site site) {
  if (self.machine.options.timingOnly)
    return touchDst(self, call, operands, site);
  switch (call.operation) {
  case Operation::Matmul:
  case Operation::MatmulBlock:
    return runMatmul(self, call, operands, site);
  case Operation::Add:
  case Operation::Subtract:
  case Operation::Multiply:
    return runElementwise(self, call, operands, site);
  case Operation::Reduce:
    return runReduce(self, call, operands, site);
  default: {
    Tile &dst = dstTile(self, call.dst, false, site);
    dst = operands.a[0];
    keepInDst(self, dst);
  }
  }
}

} // namespace

void computeOperation(ProcessorState &self, const OperationCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  self.enter(site, self.machine.architecture.timing.computeCall);
  if (!engine.mathStarted)
    self.fail(Rule::MissingInit,
              "no compute_kernel_hw_startup before the first operation of the engines", site);
  checkInit(self, engine.mathInit, call, site);
  checkHoldsDst(self, site);
  self.waitUntil(
      engine.sourceFilled, WaitCause::Source, [&] { return !engine.source.empty(); },
      "operands from the unpack processor");
  std::unique_ptr<SourceOperands> operands = std::move(engine.source.front());
  engine.source.pop_front();
  if (operands->call.operation != call.operation)
    self.fail(Rule::MissingInit,
              std::string("the math processor runs ") + operationName(call.operation) +
                  ", but the unpack processor sent operands of " +
                  operationName(operands->call.operation),
              site);
  Cycle begin = std::max(self.fiber.now(), operands->begin);
  Cycle cycles = mathCycles(self, call, *operands);
  Cycle perTile = std::max<Cycle>(1, cycles / std::max(1u, operands->countA));
  Cycle end = std::max(begin + cycles, operands->ready + perTile);
  runOperands(self, call, *operands, site);
  // What the math unit could not use is time spent waiting for operands.
  self.waits[static_cast<size_t>(WaitCause::Source)] += end - self.fiber.now() - cycles;
  self.work[static_cast<size_t>(WorkKind::Engine)] += cycles;
  self.fiber.advance(end - self.fiber.now());
  self.slice(operationName(call.operation), begin, end, false);
  engine.sourceFreed.wakeAll(std::max(begin, operands->ready));
}

namespace {

/// What the packer makes of a DST tile in memory: ReLU, accumulation, conversion.
void packValues(ProcessorState &self, Tile tile, std::byte *memory, DataFormat to) {
  const ComputeEngine &engine = self.core.engine;
  bool integer = findFormat(to)->integer;
  if (engine.reluMode != 0 && !integer) {
    float threshold =
        engine.reluMode == 1 ? 0.0f : bfloat16ToFloat(static_cast<uint16_t>(engine.reluThreshold));
    for (float &value : tile.value)
      value = engine.reluMode == 3 ? std::min(std::max(value, 0.0f), threshold)
                                   : (value > threshold ? value : 0.0f);
  }
  if (engine.packAccumulate) {
    Tile before;
    loadTile(before, memory, to);
    // The packer converts to the output format first, then adds in it.
    for (uint32_t i = 0; i < tileElements; ++i) {
      float value = tile.value[i];
      if (to == DataFormat::Float16_b)
        value = keepBfloat16(value);
      else if (to == DataFormat::Float16)
        value = keepFloat16(value);
      tile.value[i] = value + before.value[i];
    }
  }
  storeTile(tile, memory, to);
}

} // namespace

void packTile(ProcessorState &self, uint32_t dst, uint32_t cb, uint32_t index, bool outOfOrder,
              Site site) {
  ComputeEngine &engine = self.core.engine;
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.computeCall);
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (!engine.packHolds)
    self.fail(Rule::DstOutsideAcquire, "pack_tile outside tile_regs_wait() and tile_regs_release()",
              site);
  if (dst >= engine.capacity())
    self.fail(Rule::DstOutOfRange,
              "DST tile " + std::to_string(dst) + " is packed, but DST holds " +
                  std::to_string(engine.capacity()) + " tiles",
              site);
  checkSource(self, "the packer", engine.packFormat, cb, site);
  if (!outOfOrder)
    index = buffer.packed++;
  if (index >= buffer.reserved)
    self.violate(Rule::CbOverflow,
                 "page " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                     " is packed, with " + std::to_string(buffer.reserved) +
                     " reserved; call cb_reserve_back first",
                 site);
  if (buffer.writePage() + index >= buffer.pages)
    self.fail(Rule::CbWrap,
              "page " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                  " lies past the buffer's end",
              site);
  DstSection &section = engine.sections[engine.packSection];
  if (!section.written[dst])
    self.violate(Rule::UninitialisedRead,
                 "DST tile " + std::to_string(dst) + " is packed, but nothing was written to it",
                 site);
  const FormatInfo *format = findFormat(buffer.format);
  bool packable = format->elementBytes != 0 || self.machine.options.timingOnly;
  if (!packable || buffer.pageBytes < format->tileBytes)
    self.fail(Rule::FormatMismatch,
              "circular buffer " + std::to_string(cb) + " cannot take a tile of " +
                  std::string(format->name),
              site);
  std::byte *memory =
      self.machine.l1.data(self.core.index, buffer.writeOffset() + index * buffer.pageBytes);
  if (engine.packAccumulate) {
    if (isPoison(memory, format->tileBytes))
      self.violate(Rule::UninitialisedRead,
                   "the packer adds to page " + std::to_string(index) + " of circular buffer " +
                       std::to_string(cb) + ", which nobody wrote",
                   site);
    if (format->integer)
      self.fail(Rule::Unsupported, "the packer's accumulation of integers is not modelled", site);
  }
  if (self.machine.options.timingOnly)
    std::memset(memory, 0, sizeof(uint32_t)); // Written, as far as the checks can see.
  else
    packValues(self, section.tiles[dst], memory, buffer.format);
  double rate =
      engine.packAccumulate ? timing.packAccumulateBytesPerCycle : timing.packBytesPerCycle;
  self.engineWorks(WorkKind::Engine, cyclesOf(format->tileBytes, rate) + timing.packSetup, "pack");
}

} // namespace tilium::device
