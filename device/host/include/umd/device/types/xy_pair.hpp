//===- xy_pair.hpp - Coordinates ----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_UMD_DEVICE_TYPES_XY_PAIR_HPP
#define TILIUM_HOST_UMD_DEVICE_TYPES_XY_PAIR_HPP

#include <tt-metalium/core_coord.hpp>

using tt_xy_pair = CoreCoord;

#endif // TILIUM_HOST_UMD_DEVICE_TYPES_XY_PAIR_HPP
