//===- circular_buffer_constants.h - Number of circular buffers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H
#define TILIUM_DEVICE_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H

#include <cstdint>

/// The most that any target has (Blackhole's; Wormhole has 32).
constexpr std::uint32_t NUM_CIRCULAR_BUFFERS = 64;

#endif // TILIUM_DEVICE_HOST_TT_METALIUM_CIRCULAR_BUFFER_CONSTANTS_H
