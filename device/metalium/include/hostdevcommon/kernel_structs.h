//===- kernel_structs.h - Names of circular buffers -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_HOSTDEVCOMMON_KERNEL_STRUCTS_H
#define TILIUM_METALIUM_HOSTDEVCOMMON_KERNEL_STRUCTS_H

#include "tilium/buffers.h"

#endif // TILIUM_METALIUM_HOSTDEVCOMMON_KERNEL_STRUCTS_H
