//===- kernel_prologue.h - What every kernel sees first ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_KERNEL_PROLOGUE_H
#define TILIUM_METALIUM_TILIUM_KERNEL_PROLOGUE_H

#include "api/debug/dprint.h"
#include "tilium/kernel_types.h"

// Until 2025 compute kernels were `namespace NAMESPACE { void MAIN { ... } }`.
#define NAMESPACE tilium_kernel
#define MAIN kernel_main()

#ifdef COMPILE_FOR_TRISC
#include "api/compute/common.h"
#else
#include "api/dataflow/dataflow_api.h"
#endif

#endif // TILIUM_METALIUM_TILIUM_KERNEL_PROLOGUE_H
