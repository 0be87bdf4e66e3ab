//===- layernorm.h - What layernorm kernels include -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_LAYERNORM_H
#define TILIUM_METALIUM_API_COMPUTE_LAYERNORM_H

#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_unary/rsqrt.h"


#endif // TILIUM_METALIUM_API_COMPUTE_LAYERNORM_H
