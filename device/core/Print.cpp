//===- Print.cpp - What kernels print with DPRINT -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// As on the device, printing is off unless TT_METAL_DPRINT_CORES is set. Every core prints then,
// whichever it names. TT_METAL_DPRINT_PREPEND_DEVICE_CORE_RISC=0 leaves out where lines are from.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"
#include "tensix/Tile.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace tilium::device {

static std::string variable(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

/// Prints the lines of `text` behind the core and processor that they are from.
static void print(const char *text, uint64_t length) {
  static const bool isOn = !variable("TT_METAL_DPRINT_CORES").empty();
  static const bool saysWhere = variable("TT_METAL_DPRINT_PREPEND_DEVICE_CORE_RISC") != "0";
  if (!isOn)
    return;
  ProcessorState &self = currentProcessor();
  std::string &line = self.unprinted;
  line.append(text, length);
  for (size_t end; (end = line.find('\n')) != std::string::npos; line.erase(0, end + 1)) {
    if (saysWhere)
      std::printf("(%u,%u) %s: ", self.core.logical.x, self.core.logical.y,
                  processorName(self.kind));
    std::printf("%.*s\n", static_cast<int>(end), line.data());
  }
  std::fflush(stdout);
}

static const char *printedTile(uint32_t cb, int32_t index, bool fromWritePointer,
                               tilium::PrintedTile &printed) {
  ProcessorState &self = currentProcessor();
  if (self.kind == tilium::Processor::Math)
    return "the math processor has no circular buffers; print tiles from unpack or pack\n";
  if (cb >= self.core.buffers.size() || !self.core.buffers[cb].configured)
    return "there is no such circular buffer on this core\n";
  const CircularBuffer &buffer = self.core.buffers[cb];
  const FormatInfo *format = findFormat(buffer.format);
  if (!format || format->tileBytes == 0)
    return "tiles of this circular buffer's data format cannot be printed\n";
  int64_t offset = int64_t{fromWritePointer ? buffer.writeOffset() : buffer.readOffset()} +
                   int64_t{index} * format->tileBytes;
  if (offset < 0 || offset + format->tileBytes > self.machine.architecture.l1Bytes)
    return "the tile lies outside of L1\n";
  Tile tile;
  loadTile(tile, self.machine.l1.data(self.core.index, static_cast<uint32_t>(offset)),
           buffer.format);
  // The device's print buffer keeps an exponent beside each mantissa of a block format.
  printed.elementBytes = format->elementBytes ? format->elementBytes : 2;
  printed.integer = format->integer;
  for (uint32_t row = 0; row < tileSide; ++row)
    for (uint32_t column = 0; column < tileSide; ++column) {
      float value = tile.at(row, column);
      auto bits = std::bit_cast<uint32_t>(value);
      printed.value[faceIndex(row, column)] =
          !format->integer                     ? double{value}
          : buffer.format == DataFormat::Int8  ? static_cast<double>(fromSignMagnitude(value))
          : buffer.format == DataFormat::Int32 ? static_cast<double>(static_cast<int32_t>(bits))
                                               : static_cast<double>(bits);
    }
  return nullptr;
}

void interface::addPrint(tilium::KernelInterface &table) {
  table.print = print;
  table.printedTile = printedTile;
}

} // namespace tilium::device
