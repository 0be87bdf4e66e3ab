//===- copy_dest_values.h - Older path of a header --------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_COMPUTE_KERNEL_API_COPY_DEST_VALUES_H
#define TILIUM_METALIUM_COMPUTE_KERNEL_API_COPY_DEST_VALUES_H

#include "api/compute/copy_dest_values.h"

#endif // TILIUM_METALIUM_COMPUTE_KERNEL_API_COPY_DEST_VALUES_H
