//===- assert.hpp - Conditions with formatted messages -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_ASSERT_HPP
#define TILIUM_HOST_TT_METALIUM_ASSERT_HPP

#include <fmt/format.h>
#include <stdexcept>
#include <string>

namespace tilium::device::detail {
inline std::string formatted() { return ""; }
template <typename... Arguments>
std::string formatted(fmt::format_string<Arguments...> text, Arguments &&...arguments) {
  return fmt::format(text, std::forward<Arguments>(arguments)...);
}
[[noreturn]] inline void raise(const char *kind, const char *condition, const char *file, int line,
                               const std::string &message) {
  throw std::runtime_error(fmt::format("{} @ {}:{}: {}{}{}", kind, file, line, condition,
                                       message.empty() ? "" : "\n", message));
}
} // namespace tilium::device::detail

#define TT_THROW(...)                                                                              \
  ::tilium::device::detail::raise("TT_THROW", "", __FILE__, __LINE__,                              \
                                  ::tilium::device::detail::formatted(__VA_ARGS__))
#define TT_FATAL(condition, ...)                                                                   \
  do {                                                                                             \
    if (!(condition)) [[unlikely]]                                                                 \
      ::tilium::device::detail::raise("TT_FATAL", #condition, __FILE__, __LINE__,                  \
                                      ::tilium::device::detail::formatted(__VA_ARGS__));           \
  } while (false)
#define TT_ASSERT(condition, ...) TT_FATAL(condition __VA_OPT__(, ) __VA_ARGS__)

#endif // TILIUM_HOST_TT_METALIUM_ASSERT_HPP
