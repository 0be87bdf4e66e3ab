//===- mask.h - Older path of a header --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_MASK_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_MASK_H

#include "api/compute/mask.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_MASK_H
