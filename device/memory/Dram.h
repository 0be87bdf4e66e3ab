//===- Dram.h - DRAM banks and the allocator --------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_MEMORY_DRAM_H
#define TILIUM_DEVICE_MEMORY_DRAM_H

#include "core/Architecture.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tilium::device {

/// The banks of the chip's DRAM; host memory is taken when touched.
class Dram {
public:
  explicit Dram(const Architecture &architecture);
  ~Dram();
  Dram(const Dram &) = delete;
  Dram &operator=(const Dram &) = delete;

  std::byte *data(uint32_t bank, uint64_t offset) const { return banks[bank] + offset; }

private:
  std::vector<std::byte *> banks;
  uint64_t bankBytes;
};

/// First-fit allocation of one range that is the same on every bank, as interleaved buffers need
/// it.
class BankAllocator {
public:
  BankAllocator(std::string what, uint64_t begin, uint64_t end, uint64_t alignment)
      : name(std::move(what)), begin(begin), end(end), alignment(alignment) {}

  /// The offset of `bytes` on every bank, from the bottom or (as L1 buffers do) from the top.
  /// Throws OutOfMemory with who holds what.
  uint64_t allocate(uint64_t bytes, bool fromTop = false);
  /// Gives back an allocation; an offset that is none is a HostUsage error.
  void release(uint64_t offset);
  uint64_t bytesInUse() const;
  /// Whether [offset, offset + bytes) lies inside one allocation.
  bool covers(uint64_t offset, uint64_t bytes) const;
  /// The lowest allocated offset, or the end: program memory must stay below it.
  uint64_t lowest() const { return blocks.empty() ? end : blocks.begin()->first; }
  /// The size of the allocation at `lowest()`, or 0 if there is none.
  uint64_t lowestBytes() const { return blocks.empty() ? 0 : blocks.begin()->second; }

private:
  std::string name;
  uint64_t begin, end, alignment;
  std::map<uint64_t, uint64_t> blocks; ///< Offset to size.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_MEMORY_DRAM_H
