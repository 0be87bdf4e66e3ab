//===- cb_api.h - Older path of a header ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_CB_API_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_CB_API_H

#include "api/compute/cb_api.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_CB_API_H
