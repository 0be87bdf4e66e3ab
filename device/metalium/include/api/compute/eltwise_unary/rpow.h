//===- rpow.h - Powers of a scalar: refused where used -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H
#define TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H

#include "tilium/unmodelled.h"

namespace ckernel {
template <auto... options, typename... Arguments> ALWI void rpow_tile_init(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model rpow_tile_init");
}
template <auto... options, typename... Arguments> ALWI void rpow_tile(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model rpow_tile");
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_ELTWISE_UNARY_RPOW_H
