//===- remote_circular_buffer.h - Circular buffers of other cores ---*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_REMOTE_CIRCULAR_BUFFER_H
#define TILIUM_METALIUM_API_REMOTE_CIRCULAR_BUFFER_H

#include "tilium/unmodelled.h"

namespace experimental {
template <auto... options, typename... Arguments> FORCE_INLINE void remote_cb_wait_front(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model remote_cb_wait_front");
}
template <auto... options, typename... Arguments> FORCE_INLINE void remote_cb_pop_front(Arguments...) {
  static_assert(tilium::unmodelled<Arguments...>, "this device does not model remote_cb_pop_front");
}
} // namespace experimental

#endif // TILIUM_METALIUM_API_REMOTE_CIRCULAR_BUFFER_H
