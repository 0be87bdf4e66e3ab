//===- ckernel.h - Names of the low-level kernels -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_CKERNEL_H
#define TILIUM_METALIUM_CKERNEL_H

#include "api/compute/common_globals.h"
#include "tilium/mailboxes.h"

namespace ckernel {
/// Reads a word once all stores before it have reached memory; here stores arrive at once.
template <typename T> inline T load_blocking(volatile T *address) { return *address; }
} // namespace ckernel

#endif // TILIUM_METALIUM_CKERNEL_H
