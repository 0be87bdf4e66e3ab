//===- unmodelled.h - Calls that exist and are refused ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels include headers of which they use little. A call the device does not model yet has its
// header all the same, and is refused by the compiler, at the kernel's line, if it is used.
//

#ifndef TILIUM_METALIUM_TILIUM_UNMODELLED_H
#define TILIUM_METALIUM_TILIUM_UNMODELLED_H

#include "api/compute/common_globals.h"

namespace tilium {
/// False for whatever a call is made with; depends on it, so that only use is refused.
template <typename...> inline constexpr bool unmodelled = false;
} // namespace tilium

/// A function that is refused where the kernel's machine code has a call of it: helpers may name it
/// in what is never used.
#define TILIUM_UNMODELLED(NAME)                                                                    \
  template <auto... Parameters, typename... Arguments>                                             \
  [[gnu::noinline, gnu::error("this device does not model " #NAME)]] void NAME(Arguments...);

#endif // TILIUM_METALIUM_TILIUM_UNMODELLED_H
