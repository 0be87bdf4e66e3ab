//===- Dram.cpp - DRAM banks and the allocator ----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "memory/Dram.h"

#include "core/Error.h"

#include <sys/mman.h>

namespace tilium::device {

Dram::Dram(const Architecture &architecture) : bankBytes(architecture.dramBankBytes) {
  for (uint32_t bank = 0; bank < architecture.dramBanks; ++bank) {
    void *memory = mmap(nullptr, bankBytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
      throw DeviceError(Rule::OutOfMemory, "the host has no address space for a DRAM bank");
    banks.push_back(static_cast<std::byte *>(memory));
  }
}

Dram::~Dram() {
  for (std::byte *bank : banks)
    munmap(bank, bankBytes);
}

static uint64_t alignUp(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

uint64_t BankAllocator::allocate(uint64_t bytes, bool fromTop) {
  uint64_t need = alignUp(bytes ? bytes : 1, alignment);
  uint64_t best = UINT64_MAX;
  uint64_t low = alignUp(begin, alignment);
  auto consider = [&](uint64_t gapBegin, uint64_t gapEnd) {
    if (gapEnd < gapBegin || gapEnd - gapBegin < need)
      return;
    if (fromTop)
      best = (gapEnd - need) / alignment * alignment;
    else if (best == UINT64_MAX)
      best = gapBegin;
  };
  for (const auto &[offset, size] : blocks) {
    consider(low, offset);
    low = offset + size;
  }
  consider(low, end);
  if (best == UINT64_MAX)
    throw DeviceError(Rule::OutOfMemory, "out of " + name + ": " + std::to_string(need) +
                                             " bytes a bank are asked for, " +
                                             std::to_string(bytesInUse()) + " of " +
                                             std::to_string(end - begin) + " are in use in " +
                                             std::to_string(blocks.size()) + " buffers");
  blocks[best] = need;
  return best;
}

void BankAllocator::release(uint64_t offset) {
  if (blocks.erase(offset) == 0)
    throw DeviceError(Rule::HostUsage, "address " + std::to_string(offset) + " is no buffer in " +
                                           name + "; it may have been freed before");
}

bool BankAllocator::covers(uint64_t offset, uint64_t bytes) const {
  auto next = blocks.upper_bound(offset);
  if (next == blocks.begin())
    return false;
  const auto &[start, size] = *std::prev(next);
  return offset + bytes <= start + size;
}

uint64_t BankAllocator::bytesInUse() const {
  uint64_t total = 0;
  for (const auto &[offset, size] : blocks)
    total += size;
  return total;
}

} // namespace tilium::device
