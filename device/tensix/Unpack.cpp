//===- Unpack.cpp - Operands on their way to the math processor ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "tensix/EngineParts.h"

#include <algorithm>
#include <cstring>

namespace tilium::device {

using tilium::Broadcast;
using tilium::Operation;
using tilium::OperationCall;
using tilium::Site;

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

namespace {

/// Rounds a tile to what a source register keeps.
void keepInSource(const ProcessorState &self, Tile &tile, uint32_t cb, DataFormat format,
                  bool straightToDst) {
  if (format != DataFormat::Float32)
    return;
  const ComputeConfig &config = *self.core.engine.config;
  if (straightToDst && unpacksToDst(config, cb))
    return;
  for (float &value : tile.value)
    value = config.fp32DestAccEn ? truncateToTf32(value) : truncateToBfloat16(value);
}

/// Notes the read of a page that the packer made, which it may write over once the math processor
/// is done with what was read.
void noteRead(ProcessorState &self, SourceOperands &operands, uint32_t cb, CircularBuffer &buffer,
              uint32_t index, Site site) {
  if (buffer.producer != tilium::Processor::Pack || buffer.readFor.empty())
    return;
  uint32_t page = buffer.readPage() + index;
  constexpr auto packer = static_cast<size_t>(tilium::Processor::Pack);
  if (self.core.engine.pushesSeen[packer] < buffer.changeSeenBy[page])
    self.violate(Rule::CbUnderflow,
                 "tile " + std::to_string(index) + " of circular buffer " + std::to_string(cb) +
                     " is read, but the packer changed it after it was pushed, without reserving, "
                     "and no push since was waited for: what is read there is luck",
                 site);
  buffer.readFor[page] = CircularBuffer::readUnderWay;
  operands.packedPages.emplace_back(cb, page);
}

/// Loads page `index` after the read pointer; checks that it was waited for and written. Without a
/// tile to fill only the checks are made.
void loadOperand(ProcessorState &self, SourceOperands &operands, Tile *tile, uint32_t cb,
                 uint32_t index, bool straightToDst, Site site) {
  CircularBuffer &buffer = bufferOf(self, cb, site);
  if (!buffer.mayRead(index + 1, site))
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
  if (buffer.pageBytes < format->tileBytes)
    self.fail(Rule::FormatMismatch,
              "a page of circular buffer " + std::to_string(cb) + " has " +
                  std::to_string(buffer.pageBytes) + " bytes, a tile of " +
                  std::string(format->name) + " needs " + std::to_string(format->tileBytes),
              site);
  noteRead(self, operands, cb, buffer, index, site);
  uint32_t offset = buffer.readOffset() + index * buffer.pageBytes;
  checkNoReadUnderWay(self, offset, format->tileBytes, "the unpacker", site);
  checkNoWriteArrives(self, offset, format->tileBytes, "the unpacker", site);
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

/// Loads a tile out of rows of `call.columns` tiles each, which lie one after the other in the
/// buffer; tiles are numbered row of tiles by row of tiles.
void loadRows(ProcessorState &self, Tile *tile, const OperationCall &call, Site site) {
  CircularBuffer &buffer = bufferOf(self, call.buffer0, site);
  uint32_t bytes = findFormat(buffer.format)->elementBytes;
  if (bytes == 0)
    self.fail(Rule::FormatMismatch,
              "circular buffer " + std::to_string(call.buffer0) + " holds " +
                  std::string(formatName(buffer.format)) +
                  ", whose elements share exponents: rows of it cannot be tilized",
              site);
  uint32_t line = call.columns * tileSide * bytes;
  uint32_t begin =
      call.tile0 / call.columns * tileSide * line + call.tile0 % call.columns * tileSide * bytes;
  uint32_t end = begin + (tileSide - 1) * line + tileSide * bytes;
  if (!buffer.mayRead((end + buffer.pageBytes - 1) / buffer.pageBytes, site))
    self.fail(Rule::CbUnderflow,
              "tile " + std::to_string(call.tile0) + " of rows of " + std::to_string(call.columns) +
                  " tiles reaches to byte " + std::to_string(end) + " of circular buffer " +
                  std::to_string(call.buffer0) + ", with " +
                  std::to_string(buffer.waited * buffer.pageBytes) +
                  " waited for; call cb_wait_front first",
              site);
  if (buffer.readPage() * buffer.pageBytes + end > buffer.bytes)
    self.fail(Rule::CbWrap,
              "rows that are tilized lie past the end of circular buffer " +
                  std::to_string(call.buffer0),
              site);
  checkNoReadUnderWay(self, buffer.readOffset() + begin, end - begin, "the unpacker", site);
  checkNoWriteArrives(self, buffer.readOffset() + begin, end - begin, "the unpacker", site);
  const std::byte *memory = self.machine.l1.data(self.core.index, buffer.readOffset() + begin);
  if (isPoison(memory, tileSide * bytes))
    self.violate(Rule::UninitialisedRead,
                 "the rows of tile " + std::to_string(call.tile0) + " in circular buffer " +
                     std::to_string(call.buffer0) + " were pushed, but nobody wrote them",
                 site);
  if (!tile)
    return;
  loadLines(*tile, memory, line, buffer.format);
  keepInSource(self, *tile, call.buffer0, buffer.format, true);
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
    loadOperand(self, operands, tileAt(self, operands.b, row), call.buffer0,
                call.tile0 + row * (block ? call.inner : 1), false, site);
  for (uint32_t column = 0; column < columns; ++column) {
    Tile *tile = tileAt(self, operands.a, column);
    loadOperand(self, operands, tile, call.buffer1, call.tile1 + column, false, site);
    if (tile && self.core.engine.unpackInit.transpose)
      transposeTile(*tile);
  }
}

void loadOthers(ProcessorState &self, const OperationCall &call, SourceOperands &operands,
                Site site) {
  bool two = !isDataCopy(call.operation);
  bool straight = !two && call.reuse == 0;
  bool values = !self.machine.options.timingOnly;
  if (values)
    operands.a.resize(1);
  Tile *first = tileAt(self, operands.a, 0);
  if (call.operation == Operation::Tilize)
    loadRows(self, first, call, site);
  else
    loadOperand(self, operands, first, call.buffer0, call.tile0, straight, site);
  if (values && call.operation == Operation::Transpose)
    transposeTile(operands.a[0]);
  if (values && call.operation == Operation::Copy)
    transposeParts(operands.a[0], self.core.engine.unpackInit.transpose);
  if (values && call.operation == Operation::UnaryBroadcast)
    applyBroadcast(operands.a[0], call.broadcast);
  if (!two || call.reuse != 0)
    return;
  operands.countB = 1;
  if (values)
    operands.b.resize(1);
  loadOperand(self, operands, tileAt(self, operands.b, 0), call.buffer1, call.tile1, false, site);
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

/// The vendor's library moves spread rows as rows of 16 bits unless the format itself has 32, so
/// they land in other places of a DST of 32 bits. Its tests leave that case out for Wormhole
/// (tt-llk/tests/python_tests/test_bcast.py of the ttnn 0.81.1 wheel); on the ISA-level simulator
/// Blackhole does the same.
void checkRowSpread(ProcessorState &self, const OperationCall &call, Site site) {
  if (call.operation != Operation::UnaryBroadcast || call.broadcast != tilium::Broadcast::Row ||
      !self.core.engine.config->fp32DestAccEn)
    return;
  DataFormat format = bufferOf(self, call.buffer0, site).format;
  if (format != DataFormat::Float32 && format != DataFormat::Int32 &&
      format != DataFormat::UInt32 && format != DataFormat::UInt16)
    self.fail(Rule::FormatMismatch,
              "unary_bcast<BroadcastType::ROW> of circular buffer " + std::to_string(call.buffer0) +
                  " of " + std::string(formatName(format)) +
                  " with fp32_dest_acc_en puts the rows in other places of DST; copy the tile to "
                  "DST and use sfpu_add_bcast_row or its like, or keep DST in 16 bits",
              site);
}

/// The matrix engine multiplies and adds numbers and integers of 8 bits.
void checkOperandFormats(ProcessorState &self, const OperationCall &call, Site site) {
  if (isDataCopy(call.operation))
    return;
  for (uint32_t cb : {call.buffer0, call.buffer1}) {
    DataFormat format = bufferOf(self, cb, site).format;
    bool eight = format == DataFormat::Int8 || format == DataFormat::UInt8;
    if (findFormat(format)->integer && !eight)
      self.fail(Rule::FormatMismatch,
                std::string(operationName(call.operation)) + " takes circular buffer " +
                    std::to_string(cb) + " of " + std::string(formatName(format)) +
                    ", but the matrix engine has numbers and integers of 8 bits only; use the "
                    "integer functions of the vector engine",
                site);
    if (eight && !self.core.engine.config->fp32DestAccEn)
      self.fail(Rule::FormatMismatch,
                std::string(operationName(call.operation)) +
                    " of integers of 8 bits gives integers of 32, but DST has 16: set "
                    "fp32_dest_acc_en",
                site);
  }
}

void checkSources(ProcessorState &self, const OperationCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  bool swapped = isMatmul(call.operation) || reduceSwaps(call);
  if (isDataCopy(call.operation) || call.reuse != 0) {
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
  checkOperandFormats(self, call, site);
  checkRowSpread(self, call, site);
  checkInit(self, engine.unpackInit, call, site);
  self.waitUntil(
      engine.sourceFreed, WaitCause::Source,
      [&] { return engine.source.size() < ComputeEngine::sourceBanks; },
      [] { return "the math processor to take the operands before"; });
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

} // namespace tilium::device
