//===- rand.h - Random numbers ----------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vector engine's random numbers are not modelled: calls are refused.
//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H

#include "tilium/unmodelled.h"

namespace ckernel {
TILIUM_UNMODELLED(rand_tile_init)
TILIUM_UNMODELLED(rand_tile)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RAND_H
