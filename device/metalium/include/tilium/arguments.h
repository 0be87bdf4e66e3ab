//===- arguments.h - Runtime arguments and coordinates ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_ARGUMENTS_H
#define TILIUM_METALIUM_TILIUM_ARGUMENTS_H

#include "tilium/kernel_types.h"

template <typename T> FORCE_INLINE T get_arg_val(int arg_idx, TILIUM_SITE) {
  static_assert(sizeof(T) == 4, "runtime arguments are words of 4 bytes");
  return __builtin_bit_cast(T, tilium::device->argument(arg_idx, false, site));
}
template <typename T> FORCE_INLINE T get_common_arg_val(int arg_idx, TILIUM_SITE) {
  static_assert(sizeof(T) == 4, "runtime arguments are words of 4 bytes");
  return __builtin_bit_cast(T, tilium::device->argument(arg_idx, true, site));
}
inline std::uintptr_t get_arg_addr(int arg_idx, TILIUM_SITE) {
  return tilium::device->argumentAddress(arg_idx, false, site);
}
inline std::uintptr_t get_common_arg_addr(int arg_idx, TILIUM_SITE) {
  return tilium::device->argumentAddress(arg_idx, true, site);
}
inline std::uint8_t get_absolute_logical_x() { return tilium::device->coordinate(0); }
inline std::uint8_t get_absolute_logical_y() { return tilium::device->coordinate(1); }
inline std::uint8_t get_relative_logical_x() { return tilium::device->coordinate(2); }
inline std::uint8_t get_relative_logical_y() { return tilium::device->coordinate(3); }

#endif // TILIUM_METALIUM_TILIUM_ARGUMENTS_H
