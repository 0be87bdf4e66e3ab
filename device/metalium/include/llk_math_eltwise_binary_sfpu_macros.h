//===- llk_math_eltwise_binary_sfpu_macros.h - Calls of the vector engine below the compute API -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_MACROS_H
#define TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_MACROS_H

#include "tilium/low_level_sfpu.h"

#endif // TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_MACROS_H
