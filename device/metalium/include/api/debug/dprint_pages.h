//===- dprint_pages.h - Prints of pages in L1 -------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_DPRINT_PAGES_H
#define TILIUM_METALIUM_API_DEBUG_DPRINT_PAGES_H

#include "api/debug/dprint.h"

#ifndef COMPILE_FOR_TRISC
namespace tt::data_movement::common {
/// Prints `npages` pages at `l1_addr`, from page `start` on, each behind its number, with `show`
/// for each of a page's `count` elements. Looking at a page is no use of it: this is not watched.
template <typename Element, typename Show>
__attribute__((no_sanitize("thread"))) inline void printPages(std::uint32_t l1_addr, std::uint32_t count, std::uint32_t npages,
                       std::uint32_t start, Show show) {
  const auto *element = reinterpret_cast<const volatile Element *>(std::uintptr_t{l1_addr}) +
                        std::size_t{start} * count;
  for (std::uint32_t page = 0; page < npages; ++page) {
    DPRINT << start + page << ": ";
    for (std::uint32_t i = 0; i < count; ++i)
      show(*element++);
    DPRINT << ENDL();
  }
}
inline void print_bf16_pages(std::uint32_t l1_addr, std::uint32_t elts_per_page,
                             std::uint32_t npages, std::uint32_t start = 0) {
  printPages<std::uint16_t>(l1_addr, elts_per_page, npages, start,
                            [](std::uint16_t bits) { DPRINT << BF16(bits) << ' '; });
}
inline void print_f32_pages(std::uint32_t l1_addr, std::uint32_t elts_per_page,
                            std::uint32_t npages, std::uint32_t start = 0) {
  printPages<float>(l1_addr, elts_per_page, npages, start,
                    [](float value) { DPRINT << F32(value) << ' '; });
}
inline void print_u16_pages(std::uint32_t l1_addr, std::uint32_t elts_per_page,
                            std::uint32_t npages, std::uint32_t start = 0) {
  printPages<std::uint16_t>(l1_addr, elts_per_page, npages, start,
                            [](std::uint16_t value) { DPRINT << U32(value) << ' '; });
}
inline void print_u8_pages(std::uint32_t l1_addr, std::uint32_t bytes_per_page,
                           std::uint32_t npages, std::uint32_t start = 0) {
  printPages<std::uint8_t>(l1_addr, bytes_per_page, npages, start, [](std::uint8_t value) {
    DPRINT << "0x" << HEX() << SETW(2) << U32(value) << ' ';
  });
}
} // namespace tt::data_movement::common
#endif

#endif // TILIUM_METALIUM_API_DEBUG_DPRINT_PAGES_H
