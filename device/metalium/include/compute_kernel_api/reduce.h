//===- reduce.h - Older path of a header ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_REDUCE_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_REDUCE_H

#include "api/compute/reduce.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_REDUCE_H
