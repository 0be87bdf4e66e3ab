//===- rdiv.h - Quotients of a scalar: refused where used -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H

#include "tilium/unmodelled.h"

namespace ckernel {
template <auto... options, typename... Arguments> ALWI void rdiv_tile_init(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model rdiv_tile_init");
}
template <auto... options, typename... Arguments> ALWI void rdiv_tile(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model rdiv_tile");
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RDIV_H
