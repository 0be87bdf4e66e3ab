//===- ckernel_sfpu_sdpa.h - Functions of attention's helpers ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_SDPA_H
#define TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_SDPA_H

#include "sfpi.h"
#include "tilium/low_level_sfpu.h"

#endif // TILIUM_METALIUM_EXPERIMENTAL_LLK_SFPU_CKERNEL_SFPU_SDPA_H
