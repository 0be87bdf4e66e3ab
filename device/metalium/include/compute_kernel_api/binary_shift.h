//===- binary_shift.h - Older path of a header ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_SHIFT_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_SHIFT_H

#include "api/compute/binary_shift.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_BINARY_SHIFT_H
