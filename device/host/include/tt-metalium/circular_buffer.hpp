//===- circular_buffer.hpp - Part of the vendor's host API ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_HPP
#define TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_HPP

#include <tt-metalium/circular_buffer_config.hpp>

#endif // TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_HPP
