//===- eltwise_unary.h - Older path of a header -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_ELTWISE_UNARY_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_ELTWISE_UNARY_H

#include "api/compute/eltwise_unary/eltwise_unary.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_ELTWISE_UNARY_H
