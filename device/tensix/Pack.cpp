//===- Pack.cpp - From DST to circular buffers --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "tensix/EngineParts.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace tilium::device {

using tilium::Site;

namespace {

/// The packer's rectifier. Integers pass unless it is the one at zero, which looks at their sign.
void rectify(const ComputeEngine &engine, Tile &tile, DataFormat to) {
  bool integer = findFormat(to)->integer;
  if (engine.reluMode == 1 && integer)
    for (float &value : tile.value)
      if (std::signbit(value))
        value = 0.0f;
  if (engine.reluMode != 0 && !integer) {
    float threshold =
        engine.reluMode == 1 ? 0.0f : bfloat16ToFloat(static_cast<uint16_t>(engine.reluThreshold));
    for (float &value : tile.value)
      value = engine.reluMode == 3 ? std::min(std::max(value, 0.0f), threshold)
                                   : (value > threshold ? value : 0.0f);
  }
}

/// What reductions ask of the packer.
void mask(PackMask kept, Tile &tile) {
  if (kept == PackMask::All)
    return;
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column)
      if ((row != 0 && kept != PackMask::FirstColumn) ||
          (column != 0 && kept != PackMask::FirstRow))
        tile.at(row, column) = 0.0f;
}

/// The packer's first conversion, of numbers out of a DST of 16 bits: what is below the smallest
/// normal number becomes zero without a sign, and NaN, which Float16 has not, infinity.
void convertFromDst16(const ComputeEngine &engine, Tile &tile, DataFormat to) {
  constexpr uint32_t smallest = 0x38800000;
  // The packer is told the format by the buffer that it fills: math may be at other operands by
  // then.
  if (engine.config->fp32DestAccEn || findFormat(engine.dstFormat)->integer ||
      findFormat(to)->integer)
    return;
  bool float16 = engine.dstFormat == DataFormat::Float16;
  for (float &value : tile.value)
    if (!float16)
      value = bfloat16ToFloat(packBfloat16(value));
    else if ((std::bit_cast<uint32_t>(value) & 0x7FFFFFFFu) < smallest)
      value = 0.0f;
}

/// What the packer makes of a DST tile in memory: ReLU, accumulation, conversion.
void packValues(ProcessorState &self, Tile tile, std::byte *memory, DataFormat to) {
  const ComputeEngine &engine = self.core.engine;
  mask(engine.packMask, tile);
  convertFromDst16(engine, tile, to);
  rectify(engine, tile, to);
  if (engine.packAccumulate) {
    Tile before;
    loadTile(before, memory, to);
    // The packer converts to the output format first, then adds in it.
    for (uint32_t i = 0; i < tileElements; ++i) {
      float value = tile.value[i];
      if (to == DataFormat::Float16_b)
        value = bfloat16ToFloat(packBfloat16(value));
      else if (to == DataFormat::Float16)
        value = unpackFloat16(packFloat16(value));
      tile.value[i] = value + before.value[i];
    }
  }
  storeTile(tile, memory, to);
}

/// The first `columns` columns of a DST tile as rows that are `line` bytes apart.
void packLines(ProcessorState &self, Tile tile, std::byte *memory, uint32_t line, DataFormat to,
               uint32_t columns) {
  convertFromDst16(self.core.engine, tile, to);
  rectify(self.core.engine, tile, to);
  storeLines(tile, memory, line, to, columns);
}

/// The checks that packing a tile and packing rows have in common.
void checkPacker(ProcessorState &self, uint32_t dst, uint32_t cb, Site site) {
  ComputeEngine &engine = self.core.engine;
  if (!engine.packHolds)
    self.violate(Rule::DstOutsideAcquire,
                 "pack_tile outside tile_regs_wait() and tile_regs_release()", site);
  if (dst >= engine.capacity())
    self.fail(Rule::DstOutOfRange,
              "DST tile " + std::to_string(dst) + " is packed, but DST holds " +
                  std::to_string(engine.capacity()) + " tiles",
              site);
  checkSource(self, "the packer", engine.packFormat, cb, site);
  if (!engine.sections[engine.packSection].written[dst])
    self.violate(Rule::UninitialisedRead,
                 "DST tile " + std::to_string(dst) + " is packed, but nothing was written to it",
                 site);
}

uint64_t nextPush(const ProcessorState &self) {
  return self.core.engine.pushes[static_cast<size_t>(self.kind)] + 1;
}

/// Whether a page may be packed without a reservation, as the kernel's own order of work says: the
/// unpacker is done with it, because the DST at hand was made of what it read there; or it is one
/// of the packer's own that nobody read and the unpacker has not waited for. That one is good to
/// read only after another push, of whatever buffer.
bool packsInPlace(ProcessorState &self, CircularBuffer &buffer, uint32_t index) {
  bool own = buffer.producer == tilium::Processor::Pack &&
             (!buffer.consumer || buffer.consumer == tilium::Processor::Unpack);
  uint32_t page = (buffer.writePage() + index) % buffer.pages;
  if (!own || buffer.pushNumber.empty() || buffer.pushNumber[page] == 0)
    return false;
  if (uint64_t section = buffer.readFor[page]; section != 0) {
    bool done = section <= self.core.engine.sectionsPacked;
    if (done)
      buffer.changeSeenBy[page] = nextPush(self);
    buffer.packedInPlace += done;
    return done;
  }
  uint32_t fromFront = (page + buffer.pages - buffer.readPage()) % buffer.pages;
  if (fromFront < buffer.waited)
    return false;
  buffer.changeSeenBy[page] = nextPush(self);
  return true;
}

} // namespace

void packTile(ProcessorState &self, uint32_t dst, uint32_t cb, uint32_t index, bool outOfOrder,
              Site site) {
  ComputeEngine &engine = self.core.engine;
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.computeCall);
  CircularBuffer &buffer = bufferOf(self, cb, site);
  checkPacker(self, dst, cb, site);
  if (!outOfOrder)
    index = buffer.packed++;
  if (index >= buffer.reserved && !packsInPlace(self, buffer, index) &&
      !buffer.mayWrite(index + 1, site))
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
  const FormatInfo *format = findFormat(buffer.format);
  if (buffer.pageBytes < format->tileBytes)
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
    // Values of block formats cannot be added in place; their time does not depend on that.
    if (format->integer || (format->elementBytes == 0 && !self.machine.options.timingOnly))
      self.fail(Rule::Unsupported,
                "the packer's accumulation in " + std::string(format->name) + " is not modelled",
                site);
  }
  if (self.machine.options.timingOnly)
    std::memset(memory, 0, sizeof(uint32_t)); // Written, as far as the checks can see.
  else
    packValues(self, section.tile(dst), memory, buffer.format);
  double rate =
      engine.packAccumulate ? timing.packAccumulateBytesPerCycle : timing.packBytesPerCycle;
  self.engineWorks(WorkKind::Engine, cyclesOf(format->tileBytes, rate) + timing.packSetup, "pack");
}

namespace {

void checkUntilize(ProcessorState &self, const tilium::UntilizeCall &call, uint32_t bytes,
                   uint32_t end, Site site) {
  CircularBuffer &buffer = bufferOf(self, call.buffer, site);
  if (bytes == 0)
    self.fail(Rule::FormatMismatch,
              "rows of " + std::string(formatName(buffer.format)) +
                  " cannot be packed: its elements share exponents",
              site);
  if (call.tiles == 0 || call.fullTiles % call.tiles != 0 ||
      call.blockIndex >= call.fullTiles / call.tiles)
    self.fail(Rule::ArgumentRange,
              "block " + std::to_string(call.blockIndex) + " of " + std::to_string(call.tiles) +
                  " tiles is not in rows of " + std::to_string(call.fullTiles) + " tiles",
              site);
  if (!buffer.mayWrite((end + buffer.pageBytes - 1) / buffer.pageBytes, site))
    self.fail(Rule::CbOverflow,
              "rows are packed up to byte " + std::to_string(end) + " of circular buffer " +
                  std::to_string(call.buffer) + ", with " +
                  std::to_string(buffer.reserved * buffer.pageBytes) +
                  " reserved; call cb_reserve_back first",
              site);
  if (buffer.writePage() * buffer.pageBytes + end > buffer.bytes)
    self.fail(Rule::CbWrap,
              "rows are packed past the end of circular buffer " + std::to_string(call.buffer),
              site);
}

} // namespace

void packRows(ProcessorState &self, const tilium::UntilizeCall &call, Site site) {
  ComputeEngine &engine = self.core.engine;
  const TimingTable &timing = self.machine.architecture.timing;
  self.enter(site, timing.computeCall);
  CircularBuffer &buffer = bufferOf(self, call.buffer, site);
  uint32_t bytes = findFormat(buffer.format)->elementBytes;
  uint32_t line = call.fullTiles * tileSide * bytes, width = tileSide * bytes;
  uint32_t first = call.blockIndex * call.tiles * width;
  uint32_t end = ((call.rowsOfTiles * tileSide - 1) * line) + first + (call.tiles - 1) * width +
                 call.columns * bytes;
  checkUntilize(self, call, bytes, end, site);
  std::byte *memory = self.machine.l1.data(self.core.index, buffer.writeOffset());
  for (uint32_t row = 0; row < call.rowsOfTiles; ++row)
    for (uint32_t column = 0; column < call.tiles; ++column) {
      uint32_t dst = call.dst + row * call.tiles + column;
      checkPacker(self, dst, call.buffer, site);
      std::byte *target = memory + row * tileSide * line + first + column * width;
      if (self.machine.options.timingOnly)
        std::memset(target, 0, sizeof(uint32_t)); // Written, as far as the checks can see.
      else
        packLines(self, engine.sections[engine.packSection].tile(dst), target, line, buffer.format,
                  call.columns);
    }
  double all = double{1} * call.rowsOfTiles * call.tiles * tileElements * bytes;
  self.engineWorks(WorkKind::Engine,
                   cyclesOf(all, timing.packBytesPerCycle) +
                       Cycle{timing.packSetup} * call.rowsOfTiles * call.tiles,
                   "pack_untilize");
}

} // namespace tilium::device
