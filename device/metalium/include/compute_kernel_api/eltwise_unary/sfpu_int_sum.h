//===- sfpu_int_sum.h - Older path of a header ------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SFPU_INT_SUM_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SFPU_INT_SUM_H

#include "api/compute/eltwise_unary/sfpu_int_sum.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_SFPU_INT_SUM_H
