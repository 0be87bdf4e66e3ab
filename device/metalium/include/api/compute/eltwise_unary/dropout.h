//===- dropout.h - Random zeroes --------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vector engine's random numbers are not modelled: calls are refused.
//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H

#include "tilium/unmodelled.h"

namespace ckernel {
TILIUM_UNMODELLED(dropout_kernel_init)
TILIUM_UNMODELLED(dropout_tile)
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_DROPOUT_H
