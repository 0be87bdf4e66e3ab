//===- rsub.h - Older path of a header --------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_RSUB_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_RSUB_H

#include "api/compute/eltwise_unary/rsub.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_ELTWISE_UNARY_RSUB_H
