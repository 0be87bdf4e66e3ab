//===- page_alignment.h - Sizes of a tensor's pages -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_PAGE_ALIGNMENT_H
#define TILIUM_METALIUM_TILIUM_PAGE_ALIGNMENT_H

#include <cstdint>

namespace tilium {
/// The bytes from one page of a bank to the next, where a page has so many.
constexpr std::uint32_t alignPage(bool dram, std::uint32_t bytes) {
  const std::uint32_t alignment = dram ? DRAM_ALIGNMENT : L1_ALIGNMENT;
  return (bytes + alignment - 1) / alignment * alignment;
}
} // namespace tilium

#endif // TILIUM_METALIUM_TILIUM_PAGE_ALIGNMENT_H
