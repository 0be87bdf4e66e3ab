//===- device.hpp - Part of the vendor's host API ------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_DEVICE_HPP
#define TILIUM_HOST_TT_METALIUM_DEVICE_HPP

#include <hostdevcommon/common_values.hpp>
#include <tt-metalium/distributed.hpp>

#endif // TILIUM_HOST_TT_METALIUM_DEVICE_HPP
