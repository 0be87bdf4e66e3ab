//===- TileProgram.h - Valid programs from random bytes ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_FUZZ_TILEPROGRAM_H
#define TILIUM_FUZZ_TILEPROGRAM_H

#include <cstddef>
#include <cstdint>
#include <string>

namespace tilium::fuzz {

/// IR of the tile dialect, valid whatever the bytes are: some tensors and on-chip buffers of
/// hostile sizes, and copies, fills, products, reductions, elementwise code, loops and conditions
/// on them.
std::string writeTileProgram(const uint8_t *data, size_t size);

} // namespace tilium::fuzz

#endif // TILIUM_FUZZ_TILEPROGRAM_H
