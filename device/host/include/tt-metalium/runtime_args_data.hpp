//===- runtime_args_data.hpp - Part of the vendor's host API -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_RUNTIME_ARGS_DATA_HPP
#define TILIUM_HOST_TT_METALIUM_RUNTIME_ARGS_DATA_HPP

#include <tt-metalium/program.hpp>

#endif // TILIUM_HOST_TT_METALIUM_RUNTIME_ARGS_DATA_HPP
