//===- circular_buffer_constants.h - Part of the vendor's host API ---===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H
#define TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H

#include <cstdint>

/// The most circular buffers that any chip has: what host-side arrays are sized for.
inline constexpr std::uint32_t NUM_CIRCULAR_BUFFERS = 64;

#endif // TILIUM_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H
