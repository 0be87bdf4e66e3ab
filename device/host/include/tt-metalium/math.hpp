//===- math.hpp - Division and rounding ----------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_MATH_HPP
#define TILIUM_HOST_TT_METALIUM_MATH_HPP

namespace tt {
template <typename A, typename B>
constexpr A div_up(A a, B b) {
  return static_cast<A>((a + b - 1) / b);
}
template <typename A, typename B>
constexpr A round_up(A a, B b) {
  return static_cast<A>(b * div_up(a, b));
}
template <typename A, typename B>
constexpr A round_down(A a, B b) {
  return static_cast<A>(a / b * b);
}
} // namespace tt

#endif // TILIUM_HOST_TT_METALIUM_MATH_HPP
