//===- LocalMemory.h - The L1 memories of all cores -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels hold L1 addresses in 32-bit integers, cast them to pointers, and send them to other cores
// as offsets. All L1 memories are therefore mapped below 4 GiB, each in a window of 2 MiB aligned
// to its size: the integer is a valid pointer, and its low 21 bits are the offset on any core.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_MEMORY_LOCALMEMORY_H
#define TILIUM_DEVICE_MEMORY_LOCALMEMORY_H

#include "core/Architecture.h"

#include <cstddef>
#include <cstdint>

namespace tilium::device {

inline constexpr uint32_t l1WindowBytes = 2u << 20;
inline constexpr uint32_t l1OffsetMask = l1WindowBytes - 1;
/// What memory holds before anyone wrote it: NaN in every floating-point format.
inline constexpr uint32_t poisonWord = 0xFFC5FFC5u;

/// Fills `bytes` (a multiple of 4) with the poison pattern.
void poison(void *memory, size_t bytes);
/// Whether all of `bytes` (a multiple of 4) is still the poison pattern.
bool isPoison(const void *memory, size_t bytes);

class LocalMemory {
public:
  /// Maps the windows; throws OutOfMemory if no room is left below 4 GiB.
  explicit LocalMemory(const Architecture &architecture);
  ~LocalMemory();
  LocalMemory(const LocalMemory &) = delete;
  LocalMemory &operator=(const LocalMemory &) = delete;

  /// The address kernels on core `core` see for `offset`.
  uint32_t address(uint32_t core, uint32_t offset) const {
    return base + core * l1WindowBytes + (offset & l1OffsetMask);
  }
  static uint32_t offset(uint32_t address) { return address & l1OffsetMask; }
  std::byte *data(uint32_t core, uint32_t offset) const {
    return reinterpret_cast<std::byte *>(static_cast<uintptr_t>(address(core, offset)));
  }
  /// Whether `address` is either a plain offset or an address in the window of `core`.
  bool belongsTo(uint32_t address, uint32_t core) const {
    return address < l1WindowBytes || (address & ~l1OffsetMask) == base + core * l1WindowBytes;
  }

private:
  uint32_t base = 0;
  size_t mapped = 0;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_MEMORY_LOCALMEMORY_H
