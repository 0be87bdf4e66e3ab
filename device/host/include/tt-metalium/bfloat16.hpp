//===- bfloat16.hpp - Numbers of 16 bits, and vectors of them ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_BFLOAT16_HPP
#define TILIUM_HOST_TT_METALIUM_BFLOAT16_HPP

#include "core/DataFormat.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <cstdint>
#include <fmt/format.h>
#include <ostream>
#include <random>
#include <type_traits>
#include <utility>
#include <vector>

/// A number of 8 bits of exponent and 7 of mantissa; rounds to nearest, ties to even.
class bfloat16 {
public:
  constexpr bfloat16() = default;
  /// From a number; std::bit_cast<bfloat16> is from its bits.
  template <typename Number>
    requires std::is_arithmetic_v<Number>
  bfloat16(Number value) : bits(tilium::device::roundToBfloat16(static_cast<float>(value))) {}

  operator float() const { return tilium::device::bfloat16ToFloat(bits); }
  bool operator==(bfloat16 other) const {
    return static_cast<float>(*this) == static_cast<float>(other);
  }
  std::partial_ordering operator<=>(bfloat16 other) const {
    return static_cast<float>(*this) <=> static_cast<float>(other);
  }
  bfloat16 &operator+=(bfloat16 other) { return *this = *this + other; }
  bfloat16 &operator-=(bfloat16 other) { return *this = *this - other; }
  bfloat16 &operator*=(bfloat16 other) { return *this = *this * other; }
  bfloat16 &operator/=(bfloat16 other) { return *this = *this / other; }
  bfloat16 operator+(bfloat16 other) const { return float(*this) + float(other); }
  bfloat16 operator-(bfloat16 other) const { return float(*this) - float(other); }
  bfloat16 operator*(bfloat16 other) const { return float(*this) * float(other); }
  bfloat16 operator/(bfloat16 other) const { return float(*this) / float(other); }
  static bfloat16 truncate(float value) {
    return std::bit_cast<bfloat16>(static_cast<uint16_t>(std::bit_cast<uint32_t>(value) >> 16));
  }

private:
  uint16_t bits = 0;
};

inline std::ostream &operator<<(std::ostream &stream, const bfloat16 &value) {
  return stream << static_cast<float>(value);
}

template <>
struct fmt::formatter<bfloat16> : fmt::formatter<float> {
  template <typename Context>
  auto format(bfloat16 value, Context &context) const {
    return fmt::formatter<float>::format(static_cast<float>(value), context);
  }
};

/// The first number in the low half.
inline uint32_t pack_two_bfloat16_into_uint32(std::pair<bfloat16, bfloat16> two) {
  return uint32_t{std::bit_cast<uint16_t>(two.first)} |
         uint32_t{std::bit_cast<uint16_t>(two.second)} << 16;
}
inline std::pair<bfloat16, bfloat16> unpack_two_bfloat16_from_uint32(uint32_t word) {
  return {std::bit_cast<bfloat16>(static_cast<uint16_t>(word)),
          std::bit_cast<bfloat16>(static_cast<uint16_t>(word >> 16))};
}
inline std::vector<uint32_t> pack_bfloat16_vec_into_uint32_vec(const std::vector<bfloat16> &data) {
  std::vector<uint32_t> words(data.size() / 2);
  for (std::size_t i = 0; i < words.size(); ++i)
    words[i] = pack_two_bfloat16_into_uint32({data[2 * i], data[2 * i + 1]});
  return words;
}
inline std::vector<bfloat16>
unpack_uint32_vec_into_bfloat16_vec(const std::vector<uint32_t> &data) {
  std::vector<bfloat16> numbers;
  for (uint32_t word : data) {
    auto [low, high] = unpack_two_bfloat16_from_uint32(word);
    numbers.insert(numbers.end(), {low, high});
  }
  return numbers;
}

/// `num_bytes` of numbers between `offset` and `offset + rand_max_float`.
inline std::vector<bfloat16> create_random_vector_of_bfloat16_native(std::size_t num_bytes,
                                                                     float rand_max_float, int seed,
                                                                     float offset = 0.0f) {
  std::mt19937 generator(static_cast<unsigned>(seed));
  std::uniform_real_distribution<float> numbers(0.0f, rand_max_float);
  std::vector<bfloat16> data(num_bytes / sizeof(bfloat16));
  for (bfloat16 &value : data)
    value = bfloat16(numbers(generator) + offset);
  return data;
}
/// The same, two numbers in a word.
inline std::vector<uint32_t> create_random_vector_of_bfloat16(std::size_t num_bytes,
                                                              float rand_max_float, int seed,
                                                              float offset = 0.0f) {
  return pack_bfloat16_vec_into_uint32_vec(
      create_random_vector_of_bfloat16_native(num_bytes, rand_max_float, seed, offset));
}
inline std::vector<uint32_t> create_constant_vector_of_bfloat16(std::size_t num_bytes,
                                                                float value) {
  return std::vector<uint32_t>(num_bytes / sizeof(uint32_t),
                               pack_two_bfloat16_into_uint32({bfloat16(value), bfloat16(value)}));
}
/// Ones where row and column are equal, up to `num_ones` of them.
inline std::vector<bfloat16> create_identity_matrix(int rows, int columns, int num_ones) {
  std::vector<bfloat16> matrix(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
  for (int i = 0; i < std::min({rows, columns, num_ones}); ++i)
    matrix[static_cast<std::size_t>(i * columns + i)] = bfloat16(1.0f);
  return matrix;
}

#endif // TILIUM_HOST_TT_METALIUM_BFLOAT16_HPP
