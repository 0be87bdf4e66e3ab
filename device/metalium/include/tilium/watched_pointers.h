//===- watched_pointers.h - What kernels do through pointers ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A kernel touches L1 through plain pointers, which the device would not see. Kernels are compiled
// as for the thread sanitizer, so that the compiler calls these functions at each access that may
// be to shared memory; what lies below 4 GiB may be L1, and the device is told. Compiled once, and
// linked to each kernel.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_WATCHED_POINTERS_H
#define TILIUM_METALIUM_TILIUM_WATCHED_POINTERS_H

#include "tilium/kernel_types.h"

#define TILIUM_UNWATCHED __attribute__((no_sanitize("thread")))

namespace tilium {
TILIUM_UNWATCHED inline void watch(const void *pointer, std::uint64_t bytes, Access access) {
  const auto address = reinterpret_cast<std::uintptr_t>(pointer);
  // Few accesses are to L1: variables of a kernel, and its stack, lie higher.
  if (__builtin_expect(address >> 32 == 0 && bytes != 0, false))
    device->access(address, bytes, access);
}
} // namespace tilium

#define TILIUM_WATCH(name, bytes, access)                                                          \
  extern "C" TILIUM_UNWATCHED void name(void *pointer) {                                           \
    ::tilium::watch(pointer, bytes, ::tilium::Access::access);                                     \
  }
#define TILIUM_WATCH_SIZE(size)                                                                    \
  TILIUM_WATCH(__tsan_read##size, size, Read)                                                      \
  TILIUM_WATCH(__tsan_write##size, size, Write)                                                    \
  TILIUM_WATCH(__tsan_volatile_read##size, size, VolatileRead)                                     \
  TILIUM_WATCH(__tsan_volatile_write##size, size, Write)
#define TILIUM_WATCH_UNALIGNED(size)                                                               \
  TILIUM_WATCH(__tsan_unaligned_read##size, size, Read)                                            \
  TILIUM_WATCH(__tsan_unaligned_write##size, size, Write)                                          \
  TILIUM_WATCH(__tsan_unaligned_volatile_read##size, size, VolatileRead)                           \
  TILIUM_WATCH(__tsan_unaligned_volatile_write##size, size, Write)
TILIUM_WATCH_SIZE(1)
TILIUM_WATCH_SIZE(2)
TILIUM_WATCH_SIZE(4)
TILIUM_WATCH_SIZE(8)
TILIUM_WATCH_SIZE(16)
TILIUM_WATCH_UNALIGNED(2)
TILIUM_WATCH_UNALIGNED(4)
TILIUM_WATCH_UNALIGNED(8)
TILIUM_WATCH_UNALIGNED(16)
#undef TILIUM_WATCH_UNALIGNED
#undef TILIUM_WATCH_SIZE
#undef TILIUM_WATCH

extern "C" TILIUM_UNWATCHED void *__tsan_memcpy(void *to, const void *from, std::size_t bytes) {
  ::tilium::watch(from, bytes, ::tilium::Access::Read);
  ::tilium::watch(to, bytes, ::tilium::Access::Write);
  return __builtin_memcpy(to, from, bytes);
}
extern "C" TILIUM_UNWATCHED void *__tsan_memmove(void *to, const void *from, std::size_t bytes) {
  ::tilium::watch(from, bytes, ::tilium::Access::Read);
  ::tilium::watch(to, bytes, ::tilium::Access::Write);
  return __builtin_memmove(to, from, bytes);
}
extern "C" TILIUM_UNWATCHED void *__tsan_memset(void *to, int value, std::size_t bytes) {
  ::tilium::watch(to, bytes, ::tilium::Access::Write);
  return __builtin_memset(to, value, bytes);
}
extern "C" TILIUM_UNWATCHED void __tsan_init() {}
// Kernels have no virtual functions to speak of.
extern "C" TILIUM_UNWATCHED void __tsan_vptr_update(void *, void *) {}
extern "C" TILIUM_UNWATCHED void __tsan_vptr_read(void *) {}

#undef TILIUM_UNWATCHED

#endif // TILIUM_METALIUM_TILIUM_WATCHED_POINTERS_H
