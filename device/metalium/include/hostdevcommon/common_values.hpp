//===- common_values.hpp - Values host and kernels share -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_HOSTDEVCOMMON_COMMON_VALUES_H
#define TILIUM_METALIUM_HOSTDEVCOMMON_COMMON_VALUES_H

#include <cstdint>

constexpr static std::uint32_t INVALID = 0;
constexpr static std::uint32_t VALID = 1;

#endif // TILIUM_METALIUM_HOSTDEVCOMMON_COMMON_VALUES_H
