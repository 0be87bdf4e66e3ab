//===- softmax.h - What softmax kernels include -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_SOFTMAX_H
#define TILIUM_METALIUM_API_COMPUTE_SOFTMAX_H

#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/recip.h"


#endif // TILIUM_METALIUM_API_COMPUTE_SOFTMAX_H
