//===- common_values.hpp - Values that host and kernels share -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_HOSTDEVCOMMON_COMMON_VALUES_HPP
#define TILIUM_HOST_HOSTDEVCOMMON_COMMON_VALUES_HPP

#include "metalium/include/hostdevcommon/common_values.hpp"

#endif // TILIUM_HOST_HOSTDEVCOMMON_COMMON_VALUES_HPP
