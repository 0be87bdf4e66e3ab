//===- pack.h - Older path of a header --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_PACK_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_PACK_H

#include "api/compute/pack.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_PACK_H
