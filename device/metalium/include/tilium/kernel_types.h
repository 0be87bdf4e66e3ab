//===- kernel_types.h - Types and macros of the device toolchain --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_KERNEL_TYPES_H
#define TILIUM_METALIUM_TILIUM_KERNEL_TYPES_H

#include "tilium/kernel_interface.h"

#include <cstddef>
#include <cstdint>

typedef unsigned int uint;

// L1 memories are mapped below 4 GiB: a local address is an ordinary pointer.
#define tt_l1_ptr
#define tt_reg_ptr
#define FORCE_INLINE inline __attribute__((always_inline))
#define ALWI inline __attribute__((always_inline))

namespace tilium {
/// The table of the device this kernel was loaded by.
extern const KernelInterface *device;
inline bool runs(Processor processor) { return device->processor() == processor; }
} // namespace tilium

#define TILIUM_SITE ::tilium::Site site = ::tilium::Site::here()

enum class DataFormat : std::uint8_t {
  Float32 = 0,
  Float16 = 1,
  Bfp8 = 2,
  Bfp4 = 3,
  Tf32 = 4,
  Float16_b = 5,
  Bfp8_b = 6,
  Bfp4_b = 7,
  Int32 = 8,
  UInt16 = 9,
  Lf8 = 10,
  Bfp2 = 11,
  Int8 = 14,
  Bfp2_b = 15,
  UInt32 = 24,
  Fp8_e4m3 = 26,
  UInt8 = 30,
  Invalid = 0xff
};

#include "api/compile_time_args.h"

#endif // TILIUM_METALIUM_TILIUM_KERNEL_TYPES_H
