//===- OlderGlibc.cpp - A function that glibc has since 2.36 --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// LLVM's archives take random numbers from it where they were compiled. Linked into what packages
// hold, this lets them run on glibc 2.35, which Ubuntu 22.04 has.
//
//===----------------------------------------------------------------------===//

#include <cstdint>
#include <cstdlib>
#include <sys/random.h>

extern "C" __attribute__((visibility("hidden"))) std::uint32_t arc4random() noexcept {
  std::uint32_t number;
  if (getrandom(&number, sizeof number, 0) != sizeof number)
    std::abort(); // Four bytes come at once or the kernel has no such call; callers expect no
                  // error.
  return number;
}
