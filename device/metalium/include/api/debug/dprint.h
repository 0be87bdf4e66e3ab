//===- dprint.h - Prints of kernels -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DEBUG_DPRINT_H
#define TILIUM_METALIUM_API_DEBUG_DPRINT_H

#include "tilium/kernel_types.h"

#include <cstdio>
#include <type_traits>

/// The end of a line.
struct ENDL {};
/// Numbers in base 16, 8 and 10 from here on; floats with a fixed number of digits after the point.
struct HEX {};
struct OCT {};
struct DEC {};
struct FIXED {};
struct DEFAULTFLOAT {};
/// Digits of floats.
struct SETPRECISION {
  explicit SETPRECISION(char digits) : digits(digits) {}
  char digits;
};
/// The width of the next value.
struct SETW {
  explicit SETW(char width, bool sticky = true) : width(width), sticky(sticky) {}
  char width;
  bool sticky;
};
/// A float of 16 bits, by its bits.
struct BF16 {
  explicit BF16(uint16_t bits) : bits(bits) {}
  uint16_t bits;
};
struct F32 {
  explicit F32(float value) : value(value) {}
  float value;
};
struct U32 {
  explicit U32(uint32_t value) : value(value) {}
  uint32_t value;
};

namespace tilium {
/// Prints on the host what a kernel says, if TT_METAL_DPRINT_CORES is set there.
class KernelPrint {
public:
  const KernelPrint &operator<<(const char *text) const {
    uint64_t length = 0;
    while (text[length])
      ++length;
    device->print(text, length);
    return *this;
  }
  const KernelPrint &operator<<(char letter) const {
    device->print(&letter, 1);
    return *this;
  }
  const KernelPrint &operator<<(ENDL) const { return *this << '\n'; }
  const KernelPrint &operator<<(HEX) const { return inBase(16); }
  const KernelPrint &operator<<(OCT) const { return inBase(8); }
  const KernelPrint &operator<<(DEC) const { return inBase(10); }
  const KernelPrint &operator<<(FIXED) const {
    fixed = true;
    return *this;
  }
  const KernelPrint &operator<<(DEFAULTFLOAT) const {
    fixed = false;
    return *this;
  }
  const KernelPrint &operator<<(SETPRECISION precision) const {
    digits = precision.digits;
    return *this;
  }
  const KernelPrint &operator<<(SETW field) const {
    width = field.width;
    sticky = field.sticky;
    return *this;
  }
  const KernelPrint &operator<<(BF16 number) const {
    return *this << __builtin_bit_cast(float, uint32_t(number.bits) << 16);
  }
  const KernelPrint &operator<<(F32 number) const { return *this << number.value; }
  const KernelPrint &operator<<(U32 number) const { return *this << number.value; }
  template <typename Number> requires std::is_integral_v<Number>
  const KernelPrint &operator<<(Number number) const {
    // Other bases show the bits, of the number's own width.
    return base == 10 && std::is_signed_v<Number>
               ? format("%*lld", static_cast<long long>(number))
               : format(base == 16 ? "%*llx" : base == 8 ? "%*llo" : "%*llu",
                        static_cast<unsigned long long>(std::make_unsigned_t<Number>(number)));
  }
  template <typename Number> requires std::is_floating_point_v<Number>
  const KernelPrint &operator<<(Number number) const {
    char text[128];
    int length = std::snprintf(text, sizeof text, fixed ? "%*.*f" : "%*.*g", width, digits,
                               static_cast<double>(number));
    return put(text, length);
  }
  const KernelPrint &operator<<(bool truth) const { return *this << static_cast<int>(truth); }

private:
  const KernelPrint &inBase(int wanted) const {
    base = wanted;
    return *this;
  }
  template <typename Number>
  const KernelPrint &format(const char *pattern, Number number) const {
    char text[128];
    return put(text, std::snprintf(text, sizeof text, pattern, width, number));
  }
  const KernelPrint &put(const char *text, int length) const {
    device->print(text, static_cast<uint64_t>(length < 128 ? length : 127));
    if (!sticky)
      width = 0;
    return *this;
  }
  mutable int base = 10, width = 0, digits = 6;
  mutable bool fixed = false, sticky = false;
};
} // namespace tilium

#define DPRINT ::tilium::KernelPrint()
// The print server of format strings is off.
#define DEVICE_PRINT(...)
#ifdef COMPILE_FOR_TRISC
#define DPRINT_UNPACK(x) if (::tilium::runs(::tilium::Processor::Unpack)) { x; }
#define DPRINT_MATH(x) if (::tilium::runs(::tilium::Processor::Math)) { x; }
#define DPRINT_PACK(x) if (::tilium::runs(::tilium::Processor::Pack)) { x; }
#define DPRINT_DATA0(x)
#define DPRINT_DATA1(x)
#else
#define DPRINT_UNPACK(x)
#define DPRINT_MATH(x)
#define DPRINT_PACK(x)
#define DPRINT_DATA0(x) if (::tilium::runs(::tilium::Processor::Brisc)) { x; }
#define DPRINT_DATA1(x) if (::tilium::runs(::tilium::Processor::Ncrisc)) { x; }
#endif

#include "api/debug/dprint_tile.h"

#endif // TILIUM_METALIUM_API_DEBUG_DPRINT_H
