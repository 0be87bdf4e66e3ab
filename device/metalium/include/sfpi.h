//===- sfpi.h - Programs of the vector engine -------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vendor's SFPI: registers of 32 lanes as C++ values, DST as an array of them, and conditions
// that switch lanes off. Lanes are computed here, in the kernel; the device has DST and the time.
// Arithmetic takes what is denormal as zero and gives no negative zero, as the engine does. A
// product is rounded before it is added to: the engine fuses the two in part.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_SFPI_H
#define TILIUM_METALIUM_SFPI_H

#include "tilium/kernel_types.h"

#include <type_traits>

#define sfpi_inline inline __attribute__((always_inline))

namespace sfpi {
class vFloat;
class vInt;
class vUInt;

namespace impl_ {
using Floats = float __attribute__((vector_size(128)));
using Words = std::uint32_t __attribute__((vector_size(128)));
using Ints = std::int32_t __attribute__((vector_size(128)));

/// Cycles of instructions, as far as they depend on their kind. A result of the multiplier is there
/// after two; the compiler's reordering, which may hide that, is not modelled.
enum Cost : std::uint32_t { Simple = 1, Arithmetic = 2 };

/// The state of a processor's vector engine.
struct Engine {
  Words enabled = Words{} - 1; ///< All bits of a lane, or none.
  std::uint32_t row = 0;       ///< Of DST: what dst_reg counts from.
  std::uint32_t cycles = 0;    ///< Not yet told to the device.
  bool called = false;         ///< By a call that tells the device of its time at its end.
};
inline Engine engine;

sfpi_inline void spend(std::uint32_t cycles) { engine.cycles += cycles; }
sfpi_inline void settle() {
  tilium::device->vectorWork(engine.cycles);
  engine.cycles = 0;
}
sfpi_inline Words all(std::uint32_t word) { return Words{} + word; }
sfpi_inline Words select(Words mask, Words yes, Words no) { return (mask & yes) | (~mask & no); }
sfpi_inline Words bits(float value) { return all(__builtin_bit_cast(std::uint32_t, value)); }

/// A comparison's lanes: all bits, or none.
sfpi_inline Words words(Ints value) { return __builtin_bit_cast(Words, value); }
sfpi_inline Ints integers(Words value) { return __builtin_bit_cast(Ints, value); }

sfpi_inline Words flushed(Words value) { return value & words((value & 0x7F800000u) != 0); }
sfpi_inline Floats operand(Words value) { return __builtin_bit_cast(Floats, flushed(value)); }
/// Of a NaN the lowest bit is set; of its sign nothing is promised.
sfpi_inline Words result(Floats value) {
  Words word = __builtin_bit_cast(Words, value);
  return select(words((word & 0x7FFFFFFFu) > 0x7F800000u), all(0x7FC00001u),
                flushed(word));
}
sfpi_inline Words add(Words a, Words b) {
  spend(Arithmetic);
  return result(operand(a) + operand(b));
}
sfpi_inline Words subtract(Words a, Words b) {
  spend(Arithmetic);
  return result(operand(a) - operand(b));
}
sfpi_inline Words multiply(Words a, Words b) {
  spend(Arithmetic);
  return result(operand(a) * operand(b));
}

/// A register's 32 words. What is assigned to it changes enabled lanes alone.
class vVal {
public:
  vVal() : word(all(0x7FC5FFC5u)) {} // Nothing a program should count on.
  vVal(const vVal &) = default;
  explicit vVal(Words word) : word(word) {}
  vVal &operator=(const vVal &other) {
    word = select(engine.enabled, other.word, word);
    return *this;
  }
  Words get() const { return word; }

private:
  Words word;
};

/// A constant: one instruction if 16 bits give it, two if not.
sfpi_inline Words constant(std::uint32_t word) {
  const bool low = word < 0x10000u || word >= 0xFFFF8000u, high = (word & 0xFFFFu) == 0;
  spend(low || high ? Simple : 2 * Simple);
  return all(word);
}

/// Lanes for which something holds.
class vCond {
public:
  explicit vCond(Words lanes) : lanes(lanes) {}
  vCond(const vInt &value);
  Words get() const { return lanes; }

private:
  Words lanes;
};
sfpi_inline vCond test(Words lanes) {
  spend(Simple);
  return vCond(lanes);
}
sfpi_inline vCond test(Ints lanes) { return test(words(lanes)); }
sfpi_inline vCond operator&&(vCond a, vCond b) { return test(a.get() & b.get()); }
sfpi_inline vCond operator||(vCond a, vCond b) { return test(a.get() | b.get()); }
sfpi_inline vCond operator!(vCond a) { return test(~a.get()); }

/// A v_if up to its v_endif.
class Branch {
public:
  Branch() : outside(engine.enabled), rest(outside) { spend(Simple); }
  ~Branch() {
    spend(Simple);
    engine.enabled = outside;
  }
  Branch(const Branch &) = delete;
  Branch &operator=(const Branch &) = delete;
  void when(vCond condition) { engine.enabled &= condition.get(); }
  void otherwise() {
    spend(Simple);
    engine.enabled = rest &= ~engine.enabled;
  }

private:
  const Words outside;
  Words rest; ///< Lanes that no branch so far has taken.
};
} // namespace impl_

using vBool = impl_::vCond;

#define v_if(...)                                                                                  \
  {                                                                                                \
    ::sfpi::impl_::Branch tilium_branch;                                                           \
    tilium_branch.when(__VA_ARGS__);
#define v_and(...) tilium_branch.when(__VA_ARGS__)
#define v_elseif(...)                                                                              \
  tilium_branch.otherwise();                                                                       \
  tilium_branch.when(__VA_ARGS__);
#define v_else tilium_branch.otherwise();
#define v_endif }
#define v_block                                                                                    \
  {                                                                                                \
    ::sfpi::impl_::Branch tilium_branch;
#define v_endblock }

namespace impl_ {
template <typename T>
concept Number = std::is_floating_point_v<T>;
template <typename T>
concept Whole = std::is_integral_v<T>;
} // namespace impl_

/// A scalar of 16 bits, given as its bits or cut from a float.
class sFloat16b {
public:
  explicit sFloat16b(float value) : bits(__builtin_bit_cast(std::uint32_t, value) >> 16) {}
  template <impl_::Whole T> explicit sFloat16b(T word) : bits(static_cast<std::uint16_t>(word)) {}
  std::uint32_t word() const { return bits << 16; }

private:
  std::uint32_t bits;
};
using s2vFloat16b = sFloat16b;

class vFloat : public impl_::vVal {
public:
  vFloat() = default;
  vFloat(const vFloat &) = default;
  vFloat &operator=(const vFloat &) = default;
  explicit vFloat(impl_::Words word) : vVal(word) {}
  vFloat(float value) : vVal(impl_::constant(__builtin_bit_cast(std::uint32_t, value))) {}
  vFloat(sFloat16b value) : vVal(impl_::constant(value.word())) {}

  vFloat &operator+=(const vFloat &other) { return *this = vFloat(impl_::add(get(), other.get())); }
  vFloat &operator-=(const vFloat &other) {
    return *this = vFloat(impl_::subtract(get(), other.get()));
  }
  vFloat &operator*=(const vFloat &other) {
    return *this = vFloat(impl_::multiply(get(), other.get()));
  }
};

sfpi_inline vFloat operator+(const vFloat &a, const vFloat &b) {
  return vFloat(impl_::add(a.get(), b.get()));
}
sfpi_inline vFloat operator-(const vFloat &a, const vFloat &b) {
  return vFloat(impl_::subtract(a.get(), b.get()));
}
sfpi_inline vFloat operator*(const vFloat &a, const vFloat &b) {
  return vFloat(impl_::multiply(a.get(), b.get()));
}
sfpi_inline vFloat operator+(const vFloat &a) { return a; }
sfpi_inline vFloat operator-(const vFloat &a) {
  impl_::spend(impl_::Simple);
  return vFloat(a.get() ^ 0x80000000u);
}

namespace impl_ {
/// What the engine compares with zero: the number itself, or a difference. It looks at the bits, so
/// that a negative zero that was loaded is less than zero.
sfpi_inline Ints compared(const vFloat &a, const vFloat &b) {
  return integers(subtract(a.get(), b.get()));
}
sfpi_inline Ints compared(const vFloat &a, float b) {
  if (b == 0)
    return integers(a.get());
  return compared(a, vFloat(b));
}
} // namespace impl_

#define TILIUM_COMPARE(Left, Right, a, b)                                                          \
  sfpi_inline vBool operator<(Left, Right) { return impl_::test(impl_::compared(a, b) < 0); }      \
  sfpi_inline vBool operator>=(Left, Right) { return impl_::test(impl_::compared(a, b) >= 0); }    \
  sfpi_inline vBool operator==(Left, Right) { return impl_::test(impl_::compared(a, b) == 0); }    \
  sfpi_inline vBool operator!=(Left, Right) { return impl_::test(impl_::compared(a, b) != 0); }    \
  sfpi_inline vBool operator>(Left, Right) {                                                       \
    impl_::spend(impl_::Simple);                                                                   \
    return impl_::test(impl_::compared(a, b) > 0);                                                 \
  }                                                                                                \
  sfpi_inline vBool operator<=(Left, Right) {                                                      \
    impl_::spend(impl_::Simple);                                                                   \
    return impl_::test(impl_::compared(a, b) <= 0);                                                \
  }
TILIUM_COMPARE(const vFloat &a, const vFloat &b, a, b)
TILIUM_COMPARE(const vFloat &a, float b, a, b)
TILIUM_COMPARE(const vFloat &a, sFloat16b b, a, vFloat(b))

/// Two's complement.
class vInt : public impl_::vVal {
public:
  vInt() = default;
  vInt(const vInt &) = default;
  vInt &operator=(const vInt &) = default;
  explicit vInt(impl_::Words word) : vVal(word) {}
  explicit vInt(const vUInt &value);
  template <impl_::Whole T>
  vInt(T value) : vVal(impl_::constant(static_cast<std::uint32_t>(value))) {}
};
class vUInt : public impl_::vVal {
public:
  vUInt() = default;
  vUInt(const vUInt &) = default;
  vUInt &operator=(const vUInt &) = default;
  explicit vUInt(impl_::Words word) : vVal(word) {}
  explicit vUInt(const vInt &value) : vVal(value.get()) {}
  template <impl_::Whole T>
  vUInt(T value) : vVal(impl_::constant(static_cast<std::uint32_t>(value))) {}
};
sfpi_inline vInt::vInt(const vUInt &value) : vVal(value.get()) {}
sfpi_inline impl_::vCond::vCond(const vInt &value) : lanes(words(value.get() != 0)) {
  spend(Simple);
}
sfpi_inline vBool operator!(const vInt &value) {
  return impl_::test(impl_::words(value.get() == 0));
}

#define TILIUM_WHOLE(Type, op)                                                                     \
  sfpi_inline Type operator op(const Type &a, const Type &b) {                                     \
    impl_::spend(impl_::Simple);                                                                   \
    return Type(a.get() op b.get());                                                               \
  }                                                                                                \
  template <impl_::Whole T> sfpi_inline Type operator op(const Type &a, T b) {                     \
    return a op Type(b);                                                                           \
  }                                                                                                \
  sfpi_inline Type &operator op##=(Type &a, const Type &b) { return a = a op b; }
#define TILIUM_WHOLES(Type)                                                                        \
  TILIUM_WHOLE(Type, +)                                                                            \
  TILIUM_WHOLE(Type, -)                                                                            \
  TILIUM_WHOLE(Type, &)                                                                            \
  TILIUM_WHOLE(Type, |)                                                                            \
  TILIUM_WHOLE(Type, ^)                                                                            \
  sfpi_inline Type operator~(const Type &a) {                                                      \
    impl_::spend(impl_::Simple);                                                                   \
    return Type(~a.get());                                                                         \
  }                                                                                                \
  sfpi_inline Type operator-(const Type &a) { return Type(0) - a; }                                \
  sfpi_inline Type operator<<(const Type &a, std::uint32_t by) {                                   \
    impl_::spend(impl_::Simple);                                                                   \
    return Type(a.get() << (by & 31));                                                             \
  }                                                                                                \
  sfpi_inline Type operator<<(const Type &a, const vUInt &by) {                                    \
    impl_::spend(impl_::Simple);                                                                   \
    return Type(a.get() << (by.get() & 31u));                                                      \
  }                                                                                                \
  sfpi_inline Type &operator<<=(Type &a, std::uint32_t by) { return a = a << by; }                 \
  sfpi_inline Type &operator<<=(Type &a, const vUInt &by) { return a = a << by; }
TILIUM_WHOLES(vInt)
TILIUM_WHOLES(vUInt)
sfpi_inline vUInt operator>>(const vUInt &a, std::uint32_t by) {
  impl_::spend(impl_::Simple);
  return vUInt(a.get() >> (by & 31));
}
sfpi_inline vUInt operator>>(const vUInt &a, const vUInt &by) {
  impl_::spend(impl_::Simple);
  return vUInt(a.get() >> (by.get() & 31u));
}
sfpi_inline vUInt &operator>>=(vUInt &a, std::uint32_t by) { return a = a >> by; }
sfpi_inline vUInt &operator>>=(vUInt &a, const vUInt &by) { return a = a >> by; }
#ifdef ARCH_BLACKHOLE // Wormhole has no arithmetic shifts.
sfpi_inline vInt operator>>(const vInt &a, std::uint32_t by) {
  impl_::spend(impl_::Simple);
  return vInt(__builtin_bit_cast(impl_::Words, impl_::integers(a.get()) >> (by & 31)));
}
sfpi_inline vInt &operator>>=(vInt &a, std::uint32_t by) { return a = a >> by; }
#endif

namespace impl_ {
/// Integers are compared by the sign of their difference, which wraps.
sfpi_inline Ints compared(const vInt &a, const vInt &b) {
  spend(Simple);
  return integers(a.get() - b.get());
}
} // namespace impl_
TILIUM_COMPARE(const vInt &a, const vInt &b, a, b)
#undef TILIUM_WHOLES
#undef TILIUM_WHOLE
#undef TILIUM_COMPARE

//===----------------------------------------------------------------------===//
// DST and constants
//===----------------------------------------------------------------------===//

namespace impl_ {
/// A register's worth of DST.
class vReg {
public:
  explicit vReg(std::uint32_t row) : row(row) {}
  vReg(const vReg &) = default;
  operator vFloat() const { return vFloat(load(false)); }
  operator vInt() const { return vInt(load(true)); }
  operator vUInt() const { return vUInt(load(true)); }
  vFloat operator=(const vFloat &value) const {
    store(value.get(), false);
    return value;
  }
  vInt operator=(const vInt &value) const {
    store(value.get(), true);
    return value;
  }
  vUInt operator=(const vUInt &value) const {
    store(value.get(), true);
    return value;
  }
  vFloat operator=(float value) const { return *this = vFloat(value); }
  vFloat operator=(const vReg &other) const { return *this = vFloat(other); }

private:
  Words load(bool integer) const {
    Words word{};
    transfer({row + engine.row, integer, 0, reinterpret_cast<std::uint32_t *>(&word)}, false);
    return word;
  }
  void store(Words word, bool integer) const {
    std::uint32_t lanes = 0;
    for (int lane = 0; lane < 32; ++lane)
      lanes |= (engine.enabled[lane] & 1u) << lane;
    transfer({row + engine.row, integer, lanes, reinterpret_cast<std::uint32_t *>(&word)}, true);
  }
  static void transfer(const tilium::VectorTransfer &what, bool store) {
    spend(Simple);
    if (!engine.called)
      settle();
    (store ? tilium::device->vectorStore : tilium::device->vectorLoad)(what);
  }
  std::uint32_t row;
};

inline constexpr std::uint32_t rowsOfRegister = 2;

struct DstRegFile {
  vReg operator[](int index) const {
    return vReg(static_cast<std::uint32_t>(index) * rowsOfRegister);
  }
  void operator+=(int registers) const {
    spend(Simple);
    engine.row += static_cast<std::uint32_t>(registers) * rowsOfRegister;
  }
  void operator++() const { *this += 1; }
  void operator++(int) const { *this += 1; }
};

void takesNumber(const vFloat &);
template <typename A, typename B>
concept OneInDst = (__is_same(A, vReg) || __is_same(B, vReg)) && requires(A a, B b) {
  takesNumber(a);
  takesNumber(b);
};
} // namespace impl_

inline constexpr impl_::DstRegFile dst_reg;

#define TILIUM_IN_DST(op)                                                                          \
  template <typename A, typename B>                                                                \
    requires impl_::OneInDst<A, B>                                                                 \
  sfpi_inline auto operator op(const A &a, const B &b) {                                           \
    return static_cast<vFloat>(a) op static_cast<vFloat>(b);                                       \
  }
TILIUM_IN_DST(+)
TILIUM_IN_DST(-)
TILIUM_IN_DST(*)
TILIUM_IN_DST(<)
TILIUM_IN_DST(<=)
TILIUM_IN_DST(>)
TILIUM_IN_DST(>=)
TILIUM_IN_DST(==)
TILIUM_IN_DST(!=)
#undef TILIUM_IN_DST

namespace impl_ {
/// Registers whose lanes the program sets once, for all its programs to read.
inline Words programmable[3];
template <int index> struct Programmable {
  operator vFloat() const { return vFloat(programmable[index]); }
  operator vInt() const { return vInt(programmable[index]); }
  template <typename T> void operator=(const T &value) const {
    spend(2 * Simple);
    if constexpr (Number<T>)
      programmable[index] = vFloat(static_cast<float>(value)).get();
    else if constexpr (Whole<T>)
      programmable[index] = vInt(value).get();
    else
      programmable[index] = value.get();
  }
};
struct TileId {
  operator vInt() const {
    Words lanes{};
    for (std::uint32_t lane = 0; lane < 32; ++lane)
      lanes[lane] = 2 * lane;
    return vInt(lanes);
  }
};
template <std::uint32_t word> struct Fixed {
  operator vFloat() const { return vFloat(all(word)); }
};
} // namespace impl_

inline constexpr impl_::Programmable<0> vConstFloatPrgm0, vConstIntPrgm0;
inline constexpr impl_::Programmable<1> vConstFloatPrgm1, vConstIntPrgm1;
inline constexpr impl_::Programmable<2> vConstFloatPrgm2, vConstIntPrgm2;
inline constexpr impl_::TileId vConstTileId;
inline constexpr impl_::Fixed<0> vConst0;
inline constexpr impl_::Fixed<0x3F800000> vConst1;
inline constexpr impl_::Fixed<0xBF800000> vConstNeg1;
inline constexpr impl_::Fixed<0x3F566189> vConst0p8373;

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

namespace impl_ {
template <typename T>
concept Register = __is_base_of(vVal, T);
/// One instruction that gives `word`.
template <typename T> sfpi_inline T simple(Words word) {
  spend(Simple);
  return T(word);
}
constexpr std::uint32_t signBit = 0x80000000u, fraction = 0x007FFFFFu, exponent = 0x7F800000u;
} // namespace impl_

template <impl_::Register T> sfpi_inline T reinterpret(const impl_::vVal &value) {
  return T(value.get());
}
template <impl_::Register T> sfpi_inline T as(const impl_::vVal &value) { return T(value.get()); }

sfpi_inline vFloat abs(const vFloat &v) {
  return impl_::simple<vFloat>(v.get() & ~impl_::signBit);
}
sfpi_inline vInt abs(const vInt &v) {
  return impl_::simple<vInt>(
      impl_::select(impl_::words(impl_::integers(v.get()) < 0),
                    -v.get(), v.get()));
}
template <impl_::Register T> sfpi_inline T setsgn(const T &v, std::int32_t sign) {
  return impl_::simple<T>((v.get() & ~impl_::signBit) |
                          (static_cast<std::uint32_t>(sign & 1) << 31));
}
template <impl_::Register T, impl_::Register S> sfpi_inline T copysgn(const T &v, const S &sign) {
  return impl_::simple<T>((v.get() & ~impl_::signBit) | (sign.get() & impl_::signBit));
}
template <impl_::Register T, impl_::Register S> sfpi_inline T setsgn(const T &v, const S &sign) {
  return copysgn(v, sign);
}

enum class ExponentMode { Debias, NoDebias };
sfpi_inline vInt exexp(const vFloat &v, ExponentMode mode = ExponentMode::Debias) {
  const std::uint32_t bias = mode == ExponentMode::Debias ? 127 : 0;
  return impl_::simple<vInt>((v.get() >> 23 & 0xFFu) - bias);
}
sfpi_inline vInt exexp_nodebias(const vFloat &v) { return exexp(v, ExponentMode::NoDebias); }

enum class MantissaMode { FractionOnly, WithUnitBit, ImplicitOne = WithUnitBit };
sfpi_inline vInt exman(const vFloat &v, MantissaMode mode = MantissaMode::FractionOnly) {
  const std::uint32_t unit = mode == MantissaMode::WithUnitBit ? 1u << 23 : 0;
  return impl_::simple<vInt>((v.get() & impl_::fraction) + unit);
}
sfpi_inline vInt exman8(const vFloat &v) { return exman(v, MantissaMode::WithUnitBit); }
sfpi_inline vInt exman9(const vFloat &v) { return exman(v); }

namespace impl_ {
sfpi_inline vFloat withExponent(const vFloat &v, Words biased) {
  return simple<vFloat>((v.get() & ~exponent) | (biased & 0xFFu) << 23);
}
} // namespace impl_
sfpi_inline vFloat setexp(const vFloat &v, int biased) {
  return impl_::withExponent(v, impl_::all(static_cast<std::uint32_t>(biased)));
}
template <impl_::Register T>
  requires(!__is_same(T, vFloat))
sfpi_inline vFloat setexp(const vFloat &v, const T &biased) {
  return impl_::withExponent(v, biased.get());
}
sfpi_inline vFloat copyexp(const vFloat &v, const vFloat &from) {
  return impl_::withExponent(v, from.get() >> 23);
}
sfpi_inline vFloat setman(const vFloat &v, int mantissa) {
  return impl_::simple<vFloat>((v.get() & ~impl_::fraction) |
                               (static_cast<std::uint32_t>(mantissa) & impl_::fraction));
}
template <impl_::Register T> sfpi_inline vFloat setman(const vFloat &v, const T &mantissa) {
  return impl_::simple<vFloat>((v.get() & ~impl_::fraction) | (mantissa.get() & impl_::fraction));
}
/// Times two to the power `by`; what leaves the range of exponents wraps.
sfpi_inline vFloat addexp(const vFloat &v, int by) {
  impl_::Words sum = v.get() + (static_cast<std::uint32_t>(by) << 23);
  impl_::Words moved = (v.get() & ~impl_::exponent) | (sum & impl_::exponent);
  auto special = impl_::words((v.get() & impl_::exponent) == impl_::exponent);
  return impl_::simple<vFloat>(impl_::select(special, v.get(), moved));
}

namespace impl_ {
sfpi_inline vInt leadingZeros(Words word) {
  Words count{};
  for (int lane = 0; lane < 32; ++lane)
    count[lane] = word[lane] ? static_cast<std::uint32_t>(__builtin_clz(word[lane])) : 32;
  return simple<vInt>(count);
}
} // namespace impl_
template <impl_::Register T> sfpi_inline vInt lz(const T &v) { return impl_::leadingZeros(v.get()); }
template <impl_::Register T> sfpi_inline vInt lz_nosgn(const T &v) {
  return impl_::leadingZeros(v.get() & ~impl_::signBit);
}

/// To the left by `by`, to the right by -`by`.
sfpi_inline vUInt shft(const vUInt &v, int by) {
  return by >= 0 ? v << static_cast<std::uint32_t>(by) : v >> static_cast<std::uint32_t>(-by);
}
sfpi_inline vUInt shft(const vUInt &v, const vInt &by) {
  auto right = impl_::words(impl_::integers(by.get()) < 0);
  return impl_::simple<vUInt>(
      impl_::select(right, v.get() >> (-by.get() & 31u), v.get() << (by.get() & 31u)));
}

namespace impl_ {
/// Order of numbers by sign and magnitude, as the engine swaps them.
sfpi_inline Words less(Words a, Words b) {
  auto key = [](Words word) {
    Ints bits = integers(word);
    return bits ^ integers(words(bits < 0) & 0x7FFFFFFFu);
  };
  return words(key(a) < key(b));
}
} // namespace impl_
/// Afterwards `a` has the lesser of each lane, `b` the greater.
sfpi_inline void vec_min_max(vFloat &a, vFloat &b) {
  impl_::spend(2 * impl_::Simple);
  impl_::Words swap = impl_::less(b.get(), a.get());
  vFloat least(impl_::select(swap, b.get(), a.get())), most(impl_::select(swap, a.get(), b.get()));
  a = least;
  b = most;
}
sfpi_inline void vec_swap(vFloat &a, vFloat &b) {
  impl_::spend(2 * impl_::Simple);
  vFloat kept = a;
  a = b;
  b = kept;
}
sfpi_inline vFloat min(const vFloat &a, const vFloat &b) {
  impl_::spend(2 * impl_::Simple);
  return vFloat(impl_::select(impl_::less(b.get(), a.get()), b.get(), a.get()));
}
sfpi_inline vFloat max(const vFloat &a, const vFloat &b) {
  impl_::spend(2 * impl_::Simple);
  return vFloat(impl_::select(impl_::less(b.get(), a.get()), a.get(), b.get()));
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

/// Stochastic rounding takes the engine's random numbers; here it is to nearest, ties to even.
enum class RoundMode { NearestEven, Stochastic, Even = NearestEven, Nearest = NearestEven };

namespace impl_ {
/// `word` without its `cut` lowest bits, rounded.
sfpi_inline Words rounded(Words word, std::uint32_t cut) {
  Words up = word + ((1u << (cut - 1)) - 1) + (word >> cut & 1u);
  auto special = words((word & exponent) == exponent);
  return select(special, word, up) & ~((1u << cut) - 1);
}
/// The magnitude as a whole number of at most `most`.
sfpi_inline Words magnitude(const vFloat &v, std::uint32_t most) {
  Words whole{};
  for (int lane = 0; lane < 32; ++lane) {
    const float value = __builtin_bit_cast(float, v.get()[lane] & ~signBit);
    // The sum has no room for a fraction: it rounds to nearest, ties to even.
    whole[lane] = value >= static_cast<float>(most)
                      ? most
                      : static_cast<std::uint32_t>((value + 8388608.0f) - 8388608.0f);
  }
  return whole;
}
sfpi_inline Words signedMagnitude(const vFloat &v, std::uint32_t most) {
  Words whole = magnitude(v, most);
  return whole | (v.get() & signBit & words(whole != 0));
}
} // namespace impl_

/// An integer of sign and magnitude as a number.
template <typename Mode = RoundMode>
sfpi_inline vFloat int32_to_float(const vInt &v, Mode = Mode{}) {
  impl_::Floats size = __builtin_convertvector(
      impl_::integers(v.get() & ~impl_::signBit), impl_::Floats);
  return impl_::simple<vFloat>(__builtin_bit_cast(impl_::Words, size) | (v.get() & impl_::signBit));
}
template <typename Mode = RoundMode>
sfpi_inline vFloat float_to_fp16b(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vFloat>(impl_::rounded(v.get(), 16));
}
template <typename Mode = RoundMode>
sfpi_inline vFloat float_to_fp16a(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vFloat>(impl_::rounded(v.get(), 13));
}
template <typename Mode = RoundMode>
sfpi_inline vUInt float_to_uint8(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vUInt>(impl_::magnitude(v, 255));
}
template <typename Mode = RoundMode>
sfpi_inline vUInt float_to_uint16(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vUInt>(impl_::magnitude(v, 65535));
}
template <typename Mode = RoundMode>
sfpi_inline vUInt float_to_int8(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vUInt>(impl_::signedMagnitude(v, 127));
}
template <typename Mode = RoundMode>
sfpi_inline vUInt float_to_int16(const vFloat &v, Mode = Mode{}) {
  return impl_::simple<vUInt>(impl_::signedMagnitude(v, 32767));
}
} // namespace sfpi

#endif // TILIUM_METALIUM_SFPI_H
