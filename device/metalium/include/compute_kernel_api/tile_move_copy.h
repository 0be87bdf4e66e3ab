//===- tile_move_copy.h - Older path of a header ----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_TILE_MOVE_COPY_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_TILE_MOVE_COPY_H

#include "api/compute/tile_move_copy.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_TILE_MOVE_COPY_H
