//===- dfb_access.h - Kinds of access to dataflow buffers -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_DFB_ACCESS_H
#define TILIUM_METALIUM_API_DATAFLOW_DFB_ACCESS_H

#include "tilium/kernel_types.h"

namespace dfb {
enum AccessPattern : std::uint8_t { STRIDED, ALL, BLOCKED, UNKNOWN };
} // namespace dfb

class DataflowBuffer;
using DataflowBufferAnyPattern = DataflowBuffer;
#define DFB_TEMPLATE_DECL
#define DFB_CLASS DataflowBuffer

template <typename T> inline constexpr bool is_dataflow_buffer_v = false;
template <> inline constexpr bool is_dataflow_buffer_v<DataflowBuffer> = true;

#endif // TILIUM_METALIUM_API_DATAFLOW_DFB_ACCESS_H
