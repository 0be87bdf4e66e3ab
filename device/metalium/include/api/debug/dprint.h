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
template <typename... Arguments> struct FormatText;

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
  /// By a format string; see device_print.h.
  template <typename... Arguments>
  void operator()(FormatText<std::type_identity_t<Arguments>...> format,
                  Arguments... arguments) const;

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

#include "api/debug/device_print.h"

namespace tilium {
/// After a print of a stream there is nothing to do; a text alone is a format string.
struct Said {};
inline void operator,(const char *text, Said) { FormattedPrint::print(text); }
} // namespace tilium

// `DPRINT << ...`, and, since TT-Metalium 0.81, `DPRINT("format", ...)`. Those for one processor take
// statements of the first kind, or what the second takes.
#define DPRINT ::tilium::KernelPrint()
#define TILIUM_FORMAT(...) ::tilium::KernelPrint()(__VA_ARGS__)
#define TILIUM_STATEMENT(...) (({ __VA_ARGS__; }), ::tilium::Said{})
#define TILIUM_FIRST(first, ...) first
#define TILIUM_SAY(first, ...)                                                                     \
  TILIUM_FIRST(__VA_OPT__(TILIUM_FORMAT, ) TILIUM_STATEMENT, )(first __VA_OPT__(, ) __VA_ARGS__)
#define TILIUM_SAY_ON(processor, ...)                                                              \
  if (::tilium::runs(::tilium::Processor::processor)) { TILIUM_SAY(__VA_ARGS__); }

// A text that branches on the processor has only its own prints.
#if defined(COMPILE_FOR_TRISC) && (defined(TRISC_UNPACK) || !(defined(TRISC_MATH) || defined(TRISC_PACK)))
#define DPRINT_UNPACK(...) TILIUM_SAY_ON(Unpack, __VA_ARGS__)
#else
#define DPRINT_UNPACK(...)
#endif
#if defined(COMPILE_FOR_TRISC) && (defined(TRISC_MATH) || !(defined(TRISC_UNPACK) || defined(TRISC_PACK)))
#define DPRINT_MATH(...) TILIUM_SAY_ON(Math, __VA_ARGS__)
#else
#define DPRINT_MATH(...)
#endif
#if defined(COMPILE_FOR_TRISC) && (defined(TRISC_PACK) || !(defined(TRISC_UNPACK) || defined(TRISC_MATH)))
#define DPRINT_PACK(...) TILIUM_SAY_ON(Pack, __VA_ARGS__)
#else
#define DPRINT_PACK(...)
#endif
#ifdef COMPILE_FOR_TRISC
#define DPRINT_DATA0(...)
#define DPRINT_DATA1(...)
#else
#define DPRINT_DATA0(...) TILIUM_SAY_ON(Brisc, __VA_ARGS__)
#define DPRINT_DATA1(...) TILIUM_SAY_ON(Ncrisc, __VA_ARGS__)
#endif
#define DEVICE_PRINT_UNPACK(...) DPRINT_UNPACK(__VA_ARGS__)
#define DEVICE_PRINT_MATH(...) DPRINT_MATH(__VA_ARGS__)
#define DEVICE_PRINT_PACK(...) DPRINT_PACK(__VA_ARGS__)
#define DEVICE_PRINT_DATA0(...) DPRINT_DATA0(__VA_ARGS__)
#define DEVICE_PRINT_DATA1(...) DPRINT_DATA1(__VA_ARGS__)

#include "api/debug/dprint_tile.h"

#endif // TILIUM_METALIUM_API_DEBUG_DPRINT_H
