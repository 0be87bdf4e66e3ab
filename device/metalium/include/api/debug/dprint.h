//===- dprint.h - Prints of kernels -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_DPRINT_H
#define TILIUM_METALIUM_API_DEBUG_DPRINT_H

#include "tilium/kernel_types.h"

// As on a device whose print server is off: nothing is printed.
namespace tilium {
struct NoPrint {
  template <typename Value> constexpr const NoPrint &operator<<(const Value &) const {
    return *this;
  }
};
} // namespace tilium
#define DPRINT ::tilium::NoPrint()
#define DPRINT_UNPACK(x)
#define DPRINT_MATH(x)
#define DPRINT_PACK(x)
#define DPRINT_DATA0(x)
#define DPRINT_DATA1(x)
#define DEVICE_PRINT(...)
inline constexpr char ENDL = '\n';

#endif // TILIUM_METALIUM_API_DEBUG_DPRINT_H
