//===- tilize_utils.hpp - Tilizing host data by the vendor's names --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_TILIZE_UTILS_HPP
#define TILIUM_HOST_TT_METALIUM_TILIZE_UTILS_HPP

#include "host/Tilize.h"

#include <cstring>
#include <span>
#include <vector>

namespace tilium::device::detail {
template <typename T>
std::vector<T> typed(const std::vector<std::byte> &bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}
} // namespace tilium::device::detail

template <typename T>
std::vector<T> tilize_nfaces(const std::vector<T> &input, uint32_t m, uint32_t n) {
  return tilium::device::detail::typed<T>(
      tilium::device::tilize(std::as_bytes(std::span(input)), m, n, sizeof(T)));
}
template <typename T>
std::vector<T> untilize_nfaces(const std::vector<T> &input, uint32_t m, uint32_t n) {
  return tilium::device::detail::typed<T>(
      tilium::device::untilize(std::as_bytes(std::span(input)), m, n, sizeof(T)));
}

#endif // TILIUM_HOST_TT_METALIUM_TILIZE_UTILS_HPP
