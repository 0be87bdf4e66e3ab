//===- add_int_sfpu.h - Older path of a header ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_ADD_INT_SFPU_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_ADD_INT_SFPU_H

#include "api/compute/add_int_sfpu.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_ADD_INT_SFPU_H
