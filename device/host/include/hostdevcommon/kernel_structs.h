//===- kernel_structs.h - Indices of circular buffers --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_HOSTDEVCOMMON_KERNEL_STRUCTS_H
#define TILIUM_HOST_HOSTDEVCOMMON_KERNEL_STRUCTS_H

#include <tt-metalium/base_types.hpp>

#endif // TILIUM_HOST_HOSTDEVCOMMON_KERNEL_STRUCTS_H
