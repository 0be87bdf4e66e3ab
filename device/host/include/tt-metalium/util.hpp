//===- util.hpp - Part of the vendor's host API --------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_UTIL_HPP
#define TILIUM_HOST_TT_METALIUM_UTIL_HPP

#include <tt-metalium/host_api.hpp>

#endif // TILIUM_HOST_TT_METALIUM_UTIL_HPP
