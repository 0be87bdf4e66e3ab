//===- LocalMemory.h - The L1 memories of all cores -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels hold L1 addresses in 32-bit integers, cast them to pointers, and send them to other cores
// as offsets. All L1 memories are therefore mapped below 4 GiB, each in a window of 2 MiB aligned
// to its size: the integer is a valid pointer, and its low 21 bits are the offset on any core.
// Offsets that a kernel was given by the host (an L1 buffer's address) are made pointers as well,
// once a kernel uses one so: the running core's L1 is then seen at its offsets too.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_MEMORY_LOCALMEMORY_H
#define TILIUM_DEVICE_MEMORY_LOCALMEMORY_H

#include "core/Architecture.h"

#include <cstddef>
#include <cstdint>
#include <vector>

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

  /// Makes the L1 of core `core` visible at its offsets, of which `address` is one that a kernel
  /// has just used as a pointer; returns whether the kernel may try again. The offsets are the
  /// process's: a run on another thread that has them is waited for. Called by a signal handler.
  bool mapOffsets(uint32_t core, uintptr_t address);
  /// Before a kernel of core `core` runs: another core's L1 is no longer seen at the offsets.
  void leaveOffsets(uint32_t core) {
    if (offsetsOf != noCore && offsetsOf != core)
      hideOffsets();
  }
  /// Ends the use of the offsets, for others to have.
  void releaseOffsets();

private:
  static constexpr uint32_t noCore = ~0u;

  bool share(uint32_t core);
  void hideOffsets();

  uint32_t base = 0;
  size_t mapped = 0;
  size_t l1Bytes;
  uint32_t offsetsOf = noCore; ///< The core whose L1 is seen at its offsets.
  std::vector<bool> shared;    ///< Cores whose L1 can be mapped twice.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_MEMORY_LOCALMEMORY_H
