//===- ckernel_defs.h - Names of the low-level kernels -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_CKERNEL_DEFS_H
#define TILIUM_METALIUM_CKERNEL_DEFS_H

#include "api/compute/common_globals.h"
#include "tilium/mailboxes.h"

#endif // TILIUM_METALIUM_CKERNEL_DEFS_H
