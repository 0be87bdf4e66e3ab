//===- LocalMemory.cpp - The L1 memories of all cores ---------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "memory/LocalMemory.h"

#include "core/Error.h"

#include <algorithm>
#include <cstring>
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

LocalMemory::LocalMemory(const Architecture &architecture) {
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
  if (base)
    munmap(reinterpret_cast<void *>(static_cast<uintptr_t>(base)), mapped);
}

} // namespace tilium::device
