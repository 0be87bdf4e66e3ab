//===- mul_int_sfpu.h - Integer products: refused where used -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H
#define TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H

#include "tilium/unmodelled.h"

namespace ckernel {
template <auto... options, typename... Arguments> ALWI void mul_int_tile_init(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model mul_int_tile_init");
}
template <auto... options, typename... Arguments> ALWI void mul_int_tile(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model mul_int_tile");
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_MUL_INT_SFPU_H
