//===- Tilize.h - Row-major arrays to tiles and back ------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_TILIZE_H
#define TILIUM_DEVICE_HOST_TILIZE_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tilium::device {

/// Row-major elements of `elementBytes` each, rows x columns, to tiles of 32x32 in row-major order
/// of tiles, each of four faces of 16x16. Rows and columns are padded with zero bytes to full
/// tiles. Throws HostUsage if `rowMajor` has another size or elements are not 1, 2 or 4 bytes.
std::vector<std::byte> tilize(std::span<const std::byte> rowMajor, uint32_t rows, uint32_t columns,
                              uint32_t elementBytes);

/// The reverse; padding is dropped.
std::vector<std::byte> untilize(std::span<const std::byte> tiled, uint32_t rows, uint32_t columns,
                                uint32_t elementBytes);

/// Bytes of the tiled form.
size_t tiledBytes(uint32_t rows, uint32_t columns, uint32_t elementBytes);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_TILIZE_H
