//===- reconfig_data_format.h - Older path of a header ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_RECONFIG_DATA_FORMAT_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_RECONFIG_DATA_FORMAT_H

#include "api/compute/reconfig_data_format.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_RECONFIG_DATA_FORMAT_H
