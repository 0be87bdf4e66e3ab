//===- llk_math_eltwise_binary_sfpu_params.h - Functions that kernels write in lanes -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_PARAMS_H
#define TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_PARAMS_H

#include "tilium/low_level_sfpu.h"

#endif // TILIUM_METALIUM_LLK_MATH_ELTWISE_BINARY_SFPU_PARAMS_H
