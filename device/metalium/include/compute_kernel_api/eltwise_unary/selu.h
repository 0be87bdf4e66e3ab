//===- selu.h - Older path of a header --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SELU_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SELU_H

#include "api/compute/eltwise_unary/selu.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SELU_H
