//===- assert.h - Assertions of kernels -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_ASSERT_H
#define TILIUM_METALIUM_API_DEBUG_ASSERT_H

#include "tilium/kernel_types.h"

// As on the device without its watcher: the condition is compiled and not evaluated.
#define ASSERT(condition, ...) ((void)sizeof(!(condition)))

#endif // TILIUM_METALIUM_API_DEBUG_ASSERT_H
