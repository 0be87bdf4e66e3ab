//===- kernel_args.h - Arguments by name ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_EXPERIMENTAL_KERNEL_ARGS_H
#define TILIUM_METALIUM_EXPERIMENTAL_KERNEL_ARGS_H

#include "tilium/arguments.h"

#define TT_KERNEL static FORCE_INLINE

namespace experimental {
/// Where an argument of the kernel lies: among its own, among those common to its cores, or in the
/// text. The names in `args::` are of these types.
template <typename T> struct RtaArg {
  std::uint32_t byte_offset;
};
template <typename T> struct CrtaArg {
  std::uint32_t byte_offset;
};
template <typename T> struct CtaVal {
  T value;
};

template <typename T> FORCE_INLINE T get_arg(RtaArg<T> arg, TILIUM_SITE) {
  return get_arg_val<T>(static_cast<int>(arg.byte_offset / 4), site);
}
template <typename T> FORCE_INLINE T get_arg(CrtaArg<T> arg, TILIUM_SITE) {
  return get_common_arg_val<T>(static_cast<int>(arg.byte_offset / 4), site);
}
template <typename T> FORCE_INLINE constexpr T get_arg(CtaVal<T> arg) { return arg.value; }
} // namespace experimental

#endif // TILIUM_METALIUM_EXPERIMENTAL_KERNEL_ARGS_H
