//===- mod_div_lib.h - Products and quotients of words ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_INTERNAL_MOD_DIV_LIB_H
#define TILIUM_METALIUM_INTERNAL_MOD_DIV_LIB_H

#include "tilium/kernel_types.h"

FORCE_INLINE unsigned int mulsi3(unsigned int a, unsigned int b) { return a * b; }
FORCE_INLINE std::uint32_t udivsi3(std::uint32_t n, std::uint32_t d) { return n / d; }
FORCE_INLINE std::uint32_t umodsi3(std::uint32_t n, std::uint32_t d) { return n % d; }

#endif // TILIUM_METALIUM_INTERNAL_MOD_DIV_LIB_H
