//===- dprint_tile.h - Prints of tiles --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_DPRINT_TILE_H
#define TILIUM_METALIUM_API_DEBUG_DPRINT_TILE_H

#include "api/debug/dprint.h"

/// Rows h0, h0 + hs, ... below h1 of a tile, and columns alike.
struct SliceRange {
  std::uint8_t h0, h1, hs, w0, w1, ws;
  static constexpr SliceRange hw0_32_16() { return {0, 32, 16, 0, 32, 16}; }
  static constexpr SliceRange hw0_32_8() { return {0, 32, 8, 0, 32, 8}; }
  static constexpr SliceRange hw0_32_4() { return {0, 32, 4, 0, 32, 4}; }
  static constexpr SliceRange h0_w0_32() { return {0, 1, 1, 0, 32, 1}; }
  static constexpr SliceRange h0_32_w0() { return {0, 32, 1, 0, 1, 1}; }
  static constexpr SliceRange h0_32_w1() { return {0, 32, 1, 1, 2, 1}; }
  static constexpr SliceRange hw041() { return {0, 4, 1, 0, 4, 1}; }
};

using dprint_tslice_ptr_t = bool;
#define TSLICE_RD_PTR true
#define TSLICE_WR_PTR false
using dprint_tslice_cb_t = bool;
#define TSLICE_INPUT_CB true
#define TSLICE_OUTPUT_CB false

/// Elements of a tile in a circular buffer, `tile_idx` tiles behind the read pointer (unpack), the
/// write pointer (pack) or the one that is named. No more than MAX_BYTES of them are printed.
template <int MAX_BYTES = 64> struct TileSlice {
#ifdef COMPILE_FOR_TRISC
  TileSlice(std::uint8_t cb, int tile_idx, const SliceRange &slice_range, bool endl_rows = true,
            bool print_untilized = true)
      : cb(cb), index(tile_idx), range(slice_range),
        fromWritePointer(::tilium::runs(::tilium::Processor::Pack)), endRows(endl_rows),
        untilized(print_untilized) {}
#else
#ifdef COMPILE_FOR_BRISC
  static constexpr dprint_tslice_ptr_t usualPointer = TSLICE_RD_PTR;
#else
  static constexpr dprint_tslice_ptr_t usualPointer = TSLICE_WR_PTR;
#endif
  TileSlice(std::uint8_t cb, int tile_idx, const SliceRange &slice_range, dprint_tslice_cb_t,
            dprint_tslice_ptr_t ptr_type = usualPointer, bool endl_rows = true,
            bool print_untilized = true)
      : cb(cb), index(tile_idx), range(slice_range), fromWritePointer(ptr_type == TSLICE_WR_PTR),
        endRows(endl_rows), untilized(print_untilized) {}
#endif

  std::uint32_t cb;
  std::int32_t index;
  SliceRange range;
  bool fromWritePointer, endRows, untilized;
};
using TSLICE = TileSlice<64>;

namespace tilium {
/// The place of an element of a tile, or of rows of 32, in memory.
constexpr std::uint32_t printedPlace(std::uint32_t h, std::uint32_t w, bool untilized) {
  return untilized ? (h / 16 * 2 + w / 16) * 256 + h % 16 * 16 + w % 16 : h * 32 + w;
}

template <int MAX_BYTES>
const KernelPrint &operator<<(const KernelPrint &print, const TileSlice<MAX_BYTES> &slice) {
  PrintedTile tile;
  if (const char *why = device->printedTile(slice.cb, slice.index, slice.fromWritePointer, tile))
    return print << why;
  const SliceRange &range = slice.range;
  if (range.hs == 0 || range.ws == 0 || range.h1 > 32 || range.w1 > 32)
    return print << "the slice has a step of 0, or ends past the tile's 32 rows and columns\n";
  std::uint32_t room = MAX_BYTES / tile.elementBytes;
  for (std::uint32_t h = range.h0; h < range.h1; h += range.hs) {
    for (std::uint32_t w = range.w0; w < range.w1; w += range.ws) {
      if (room-- == 0)
        return print << "<the rest of the slice does not fit " << MAX_BYTES << " bytes>\n";
      const double value = tile.value[printedPlace(h, w, slice.untilized)];
      if (tile.integer)
        print << static_cast<long long>(value);
      else
        print << value;
      if (w + range.ws < range.w1)
        print << ' ';
    }
    if (slice.endRows)
      print << '\n';
  }
  return print;
}
} // namespace tilium

#endif // TILIUM_METALIUM_API_DEBUG_DPRINT_TILE_H
