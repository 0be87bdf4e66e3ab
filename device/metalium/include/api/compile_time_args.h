//===- compile_time_args.h - Compile-time arguments of a kernel --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPILE_TIME_ARGS_H
#define TILIUM_METALIUM_API_COMPILE_TIME_ARGS_H

#include "tilium/kernel_types.h"

#ifndef KERNEL_COMPILE_TIME_ARGS
#define KERNEL_COMPILE_TIME_ARGS
#endif

namespace tilium {
/// An array that may be empty; small enough to compile in no time.
template <std::uint32_t Count> struct CompileTimeArguments {
  std::uint32_t words[Count ? Count : 1];
  constexpr std::uint32_t operator[](std::size_t index) const { return words[index]; }
  static constexpr std::size_t size() { return Count; }
};
template <typename... Words> constexpr auto makeCompileTimeArguments(Words... words) {
  return CompileTimeArguments<sizeof...(Words)>{{static_cast<std::uint32_t>(words)...}};
}
} // namespace tilium

constexpr auto kernel_compile_time_args =
    ::tilium::makeCompileTimeArguments(KERNEL_COMPILE_TIME_ARGS);

template <std::uint32_t Idx> constexpr std::uint32_t get_ct_arg() {
  static_assert(Idx < kernel_compile_time_args.size(),
                "this compile-time argument was not given to the kernel");
  return kernel_compile_time_args[Idx];
}
#define get_compile_time_arg_val(arg_idx) get_ct_arg<arg_idx>()

#ifdef KERNEL_COMPILE_TIME_ARG_MAP
#include <string_view>
namespace tilium {
struct NamedArgument {
  std::string_view name;
  std::uint32_t value;
};
inline constexpr NamedArgument namedArguments[] = {KERNEL_COMPILE_TIME_ARG_MAP};
} // namespace tilium
consteval std::uint32_t get_named_compile_time_arg_val(std::string_view name) {
  for (const ::tilium::NamedArgument &argument : ::tilium::namedArguments)
    if (argument.name == name)
      return argument.value;
  throw "this named compile-time argument was not given to the kernel";
}
#endif

#endif // TILIUM_METALIUM_API_COMPILE_TIME_ARGS_H
