//===- div_int32_floor.h - Older path of a header ---------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_DIV_INT32_FLOOR_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_DIV_INT32_FLOOR_H

#include "api/compute/div_int32_floor.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_DIV_INT32_FLOOR_H
