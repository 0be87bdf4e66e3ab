//===- LocalMemory.cpp - The L1 memories of all cores ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "memory/LocalMemory.h"

#include "core/Error.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

namespace tilium::device {

void poison(void *memory, size_t bytes) {
  auto *words = static_cast<uint32_t *>(memory);
  std::fill_n(words, bytes / sizeof(uint32_t), poisonWord);
}

bool isPoison(const void *memory, size_t bytes) {
  const auto *words = static_cast<const uint32_t *>(memory);
  return bytes >= 4 && std::all_of(words, words + bytes / sizeof(uint32_t),
                                   [](uint32_t word) { return word == poisonWord; });
}

namespace {
/// Below it Linux maps nothing (vm.mmap_min_addr), so that null pointers are still seen.
constexpr uintptr_t lowestOffset = 0x10000;
/// Whose L1 memories have the offsets.
std::atomic<const LocalMemory *> offsetsOwner{nullptr};
} // namespace

LocalMemory::LocalMemory(const Architecture &architecture)
    : l1Bytes(architecture.l1Bytes), shared(architecture.coreCount(), false) {
  mapped = size_t{architecture.coreCount()} * l1WindowBytes;
  constexpr uintptr_t lowest = 0x20000000, highest = 0xF0000000, step = 0x1000000;
  for (uintptr_t place = lowest; place + mapped <= highest; place += step) {
    void *got = mmap(reinterpret_cast<void *>(place), mapped, PROT_NONE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (got == reinterpret_cast<void *>(place)) {
      base = static_cast<uint32_t>(place);
      break;
    }
    if (got != MAP_FAILED)
      munmap(got, mapped);
  }
  if (base == 0)
    throw DeviceError(Rule::OutOfMemory, "no room below 4 GiB for the L1 memories; close a device");
  // What lies between the end of an L1 and its window's end stays inaccessible.
  for (uint32_t core = 0; core < architecture.coreCount(); ++core)
    mprotect(data(core, 0), architecture.l1Bytes, PROT_READ | PROT_WRITE);
}

LocalMemory::~LocalMemory() {
  releaseOffsets();
  if (base)
    munmap(reinterpret_cast<void *>(static_cast<uintptr_t>(base)), mapped);
}

// Only shared memory can be seen at two addresses, and most runs need no core's twice.
bool LocalMemory::share(uint32_t core) {
  if (shared[core])
    return true;
  void *copy = mmap(nullptr, l1Bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (copy == MAP_FAILED)
    return false;
  std::memcpy(copy, data(core, 0), l1Bytes);
  if (mremap(copy, l1Bytes, l1Bytes, MREMAP_MAYMOVE | MREMAP_FIXED, data(core, 0)) == MAP_FAILED) {
    munmap(copy, l1Bytes);
    return false;
  }
  return shared[core] = true;
}

bool LocalMemory::mapOffsets(uint32_t core, uintptr_t address) {
  if (address < lowestOffset || address >= l1Bytes || offsetsOf == core || !share(core))
    return false;
  void *low = reinterpret_cast<void *>(lowestOffset);
  const size_t bytes = l1Bytes - lowestOffset;
  const LocalMemory *owner = nullptr;
  while (!offsetsOwner.compare_exchange_strong(owner, this) && owner != this) {
    owner = nullptr;
    const timespec moment{0, 1'000'000};
    nanosleep(&moment, nullptr);
  }
  // Something else may lie there, which must stay.
  if (owner != this &&
      mmap(low, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
           -1, 0) != low) {
    offsetsOwner = nullptr;
    return false;
  }
  // Of shared memory, an old size of zero asks for a second mapping.
  if (mremap(data(core, lowestOffset), 0, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, low) != low)
    return false;
  offsetsOf = core;
  return true;
}

void LocalMemory::hideOffsets() {
  mmap(reinterpret_cast<void *>(lowestOffset), l1Bytes - lowestOffset, PROT_NONE,
       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  offsetsOf = noCore;
}

void LocalMemory::releaseOffsets() {
  if (offsetsOwner != this)
    return;
  munmap(reinterpret_cast<void *>(lowestOffset), l1Bytes - lowestOffset);
  offsetsOf = noCore;
  offsetsOwner = nullptr;
}

} // namespace tilium::device
