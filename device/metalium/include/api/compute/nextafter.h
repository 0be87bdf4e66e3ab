//===- nextafter.h - The next number ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Not modelled: calls are refused.
//

#ifndef TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H
#define TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H

#include "tilium/unmodelled.h"

namespace ckernel {
TILIUM_UNMODELLED(nextafter_binary_tile_init)
TILIUM_UNMODELLED(nextafter_binary_tile)
TILIUM_UNMODELLED(nextafter_bf16_binary_tile_init)
TILIUM_UNMODELLED(nextafter_bf16_binary_tile)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_NEXTAFTER_H
