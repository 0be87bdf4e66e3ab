//===- compute_kernel_hw_startup.h - Older path of a header -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_COMPUTE_KERNEL_HW_STARTUP_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_COMPUTE_KERNEL_HW_STARTUP_H

#include "api/compute/compute_kernel_hw_startup.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_COMPUTE_KERNEL_HW_STARTUP_H
