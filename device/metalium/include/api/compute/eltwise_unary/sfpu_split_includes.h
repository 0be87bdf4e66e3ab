//===- sfpu_split_includes.h - Vector functions by macro --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_SPLIT_INCLUDES_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_SPLIT_INCLUDES_H

#include "api/compute/compute_kernel_api.h"

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_SFPU_SPLIT_INCLUDES_H
