//===- tt_backend_api_types.hpp - Part of the vendor's host API ----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_TT_BACKEND_API_TYPES_HPP
#define TILIUM_HOST_TT_METALIUM_TT_BACKEND_API_TYPES_HPP

#include <tt-metalium/base_types.hpp>

#endif // TILIUM_HOST_TT_METALIUM_TT_BACKEND_API_TYPES_HPP
