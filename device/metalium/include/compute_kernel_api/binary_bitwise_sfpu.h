//===- binary_bitwise_sfpu.h - Older path of a header -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_BITWISE_SFPU_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_BITWISE_SFPU_H

#include "api/compute/binary_bitwise_sfpu.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_BITWISE_SFPU_H
