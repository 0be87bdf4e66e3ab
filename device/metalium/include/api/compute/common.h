//===- common.h - What every compute kernel has -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COMMON_H
#define TILIUM_METALIUM_API_COMPUTE_COMMON_H

#include "api/compute/common_globals.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/cb_api.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "api/compute/reg_api.h"
#include "api/debug/assert.h"
#include "tilium/arguments.h"
#include "tilium/low_level.h"

// What a kernel writes for the math processor alone may be in lanes of the vector engine.
#ifdef TRISC_MATH
#include "sfpi.h"
#include "tilium/low_level_sfpu.h"
#endif

/// Here all caches are coherent.
inline void invalidate_l1_cache(TILIUM_SITE) { tilium::device->pause(1, site); }

#endif // TILIUM_METALIUM_API_COMPUTE_COMMON_H
