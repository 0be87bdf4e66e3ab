//===- device_print.h - Prints by format string -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vendor's DEVICE_PRINT, with the format strings of the fmt library: {}, {N} and {:spec}, where a
// spec is [[fill]align][sign][#][0][width][.precision][type]. Part of dprint.h.
//

#ifndef TILIUM_METALIUM_API_DEBUG_DEVICE_PRINT_H
#define TILIUM_METALIUM_API_DEBUG_DEVICE_PRINT_H

#include <cstdio>
#include <type_traits>

/// A float of 16 bits, by its bits.
struct bf16_t {
  explicit bf16_t(std::uint16_t bits) : val(bits) {}
  std::uint16_t val;
};

namespace tilium {
constexpr bool isDigit(char letter) { return letter >= '0' && letter <= '9'; }
constexpr bool isAlignment(char letter) { return letter == '<' || letter == '>' || letter == '^'; }

/// How one value is to look.
struct PrintFormat {
  int index = -1, width = 0, precision = -1;
  char fill = ' ', align = 0, sign = '-', type = 0;
  bool alternate = false, zeroes = false;
};

/// Reads what stands between braces, from after the first to after the last; null if it is no
/// format.
constexpr const char *parseFormat(const char *text, PrintFormat &format) {
  auto number = [&] {
    int value = 0;
    while (isDigit(*text))
      value = value * 10 + (*text++ - '0');
    return value;
  };
  if (isDigit(*text))
    format.index = number();
  if (*text == ':') {
    ++text;
    if (*text && *text != '{' && *text != '}' && isAlignment(text[1]))
      format.fill = *text++;
    if (isAlignment(*text))
      format.align = *text++;
    if (*text == '+' || *text == '-' || *text == ' ')
      format.sign = *text++;
    format.alternate = *text == '#';
    text += format.alternate;
    format.zeroes = *text == '0';
    text += format.zeroes;
    format.width = number();
    if (*text == '.' && isDigit(text[1])) {
      ++text;
      format.precision = number();
    }
    if (*text && *text != '}')
      format.type = *text++;
  }
  return *text == '}' ? text + 1 : nullptr;
}

/// A format string that fits its arguments, or the compiler says at the kernel's line that it does
/// not.
template <typename... Arguments> struct FormatText {
  consteval FormatText(const char *format) : text(format) {
    constexpr int count = sizeof...(Arguments);
    int plain = 0, numbered = 0;
    bool used[count + 1] = {};
    for (const char *at = format; *at;) {
      if ((*at == '{' || *at == '}') && at[1] == *at) {
        at += 2;
      } else if (*at == '{') {
        PrintFormat one;
        at = parseFormat(at + 1, one);
        if (!at)
          throw "a brace that opens neither {}, {N} nor {:spec}; write {{ for the letter";
        ++(one.index < 0 ? plain : numbered);
        if (one.index >= count)
          throw "a format names an argument that is not there";
        if (one.index >= 0)
          used[one.index] = true;
      } else {
        ++at;
      }
    }
    if (plain && numbered)
      throw "formats with and without numbers do not mix";
    if (!numbered && plain != count)
      throw "there must be as many formats as arguments";
    for (int i = 0; numbered && i < count; ++i)
      if (!used[i])
        throw "an argument that no format names";
  }
  const char *text;
};

/// Prints values by formats.
class FormattedPrint {
public:
  template <typename... Arguments>
  static void print(const char *text, const Arguments &...arguments) {
    int next = 0;
    for (const char *at = text; *at;) {
      if ((*at == '{' || *at == '}') && at[1] == *at) {
        device->print(at, 1);
        at += 2;
      } else if (*at == '{') {
        PrintFormat format;
        at = parseFormat(at + 1, format);
        int wanted = format.index < 0 ? next++ : format.index, index = 0;
        ((index++ == wanted ? value(format, arguments) : void()), ...);
      } else {
        device->print(at++, 1);
      }
    }
  }

private:
  template <typename Value> static void value(const PrintFormat &format, const Value &given) {
    if constexpr (std::is_same_v<Value, bf16_t>)
      real(format, __builtin_bit_cast(float, std::uint32_t{given.val} << 16));
    else if constexpr (std::is_same_v<Value, bool>)
      format.type && format.type != 's' ? integer(format, given, false)
                                        : words(format, given ? "true" : "false");
    else if constexpr (std::is_same_v<Value, char>)
      letter(format, given);
    else if constexpr (std::is_enum_v<Value>)
      value(format, static_cast<std::underlying_type_t<Value>>(given));
    else if constexpr (std::is_integral_v<Value>)
      integer(format, magnitude(given), given < 0);
    else if constexpr (std::is_floating_point_v<Value>)
      real(format, given);
    else if constexpr (std::is_convertible_v<Value, const char *>)
      words(format, given);
    else if constexpr (std::is_pointer_v<Value>)
      pointer(format, reinterpret_cast<std::uintptr_t>(given));
    else
      KernelPrint() << given; // Slices of tiles lay themselves out.
  }
  template <typename Number> static std::uint64_t magnitude(Number number) {
    return number < 0 ? -static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
  }
  static void letter(const PrintFormat &format, char given) {
    if (format.type && format.type != 'c')
      return integer(format, static_cast<unsigned char>(given), false);
    char text[2] = {given, 0};
    words(format, text);
  }
  static void pointer(PrintFormat format, std::uintptr_t given) {
    format.type = 'x';
    format.alternate = true;
    integer(format, given, false);
  }
  static void integer(const PrintFormat &format, std::uint64_t number, bool negative) {
    if (format.type == 'c')
      return letter(PrintFormat{.width = format.width, .fill = format.fill, .align = format.align},
                    static_cast<char>(number));
    bool capital = format.type == 'X' || format.type == 'B';
    char kind = static_cast<char>(format.type | 0x20);
    unsigned base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
    char digits[65], *begin = digits + 64;
    *begin = 0;
    do
      *--begin = (capital ? "0123456789ABCDEF" : "0123456789abcdef")[number % base];
    while (number /= base);
    const char letter[] = {'0', capital ? static_cast<char>(kind - 0x20) : kind, 0};
    const char *prefix = !format.alternate || base == 10 ? "" : base == 8 ? "0" : letter;
    pad(format, signOf(format, negative), prefix, begin, true);
  }
  static void real(const PrintFormat &format, double number) {
    char text[64], pattern[] = "%.*g";
    bool negative = __builtin_signbit(number);
    double size = negative ? -number : number;
    if (format.type)
      pattern[3] = format.type;
    if (format.precision >= 0 || format.type) {
      std::snprintf(text, sizeof text, pattern, format.precision >= 0 ? format.precision : 6, size);
    } else {
      // As few digits as tell the number from all others.
      for (int digits = 1; digits < 10; ++digits) {
        std::snprintf(text, sizeof text, pattern, digits, size);
        float back = 0;
        std::sscanf(text, "%f", &back);
        if (back == static_cast<float>(size))
          break;
      }
    }
    pad(format, signOf(format, negative), "", text, true);
  }
  static void words(const PrintFormat &format, const char *text) { pad(format, "", "", text, false); }

  static const char *signOf(const PrintFormat &format, bool negative) {
    return negative ? "-" : format.sign == '+' ? "+" : format.sign == ' ' ? " " : "";
  }
  static int put(const char *text) {
    int length = 0;
    while (text[length])
      ++length;
    device->print(text, static_cast<std::uint64_t>(length));
    return length;
  }
  static void fill(char letter, int count) {
    for (; count > 0; --count)
      device->print(&letter, 1);
  }
  static int lengthOf(const char *text) {
    int length = 0;
    while (text[length])
      ++length;
    return length;
  }
  static void pad(const PrintFormat &format, const char *sign, const char *prefix, const char *text,
                  bool number) {
    int room = format.width - lengthOf(sign) - lengthOf(prefix) - lengthOf(text);
    char align = format.align ? format.align : number ? '>' : '<';
    bool zeroes = number && format.zeroes && !format.align;
    int before = room <= 0 || zeroes || align == '<' ? 0 : align == '>' ? room : room / 2;
    fill(format.fill, before);
    put(sign);
    put(prefix);
    if (zeroes)
      fill('0', room);
    put(text);
    if (!zeroes)
      fill(format.fill, room - before);
  }
};

template <typename... Arguments>
void KernelPrint::operator()(FormatText<std::type_identity_t<Arguments>...> format,
                             Arguments... arguments) const {
  FormattedPrint::print(format.text, arguments...);
}
} // namespace tilium

#define DEVICE_PRINT(...) ::tilium::KernelPrint()(__VA_ARGS__)

#endif // TILIUM_METALIUM_API_DEBUG_DEVICE_PRINT_H
