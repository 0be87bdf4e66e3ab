//===- common.h - Older path of a header ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_COMMON_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_COMMON_H

#include "api/compute/common.h"

#ifdef TRISC_MATH
using namespace sfpi;
#endif

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_COMMON_H
