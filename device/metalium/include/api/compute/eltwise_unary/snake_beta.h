//===- snake_beta.h - A periodic activation ---------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Not modelled: calls are refused.
//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H

#include "tilium/unmodelled.h"

namespace ckernel {
TILIUM_UNMODELLED(snake_beta_tile_init)
TILIUM_UNMODELLED(snake_beta_tile)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SNAKE_BETA_H
