//===- mailboxes.h - Words from processor to processor ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_MAILBOXES_H
#define TILIUM_METALIUM_TILIUM_MAILBOXES_H

#include "tilium/kernel_types.h"

namespace ckernel {
enum ThreadId : std::uint8_t {
  BriscThreadId = 0,
  UnpackThreadId = 1,
  MathThreadId = 2,
  PackThreadId = 3
};
FORCE_INLINE void mailbox_write(const std::uint8_t thread, const std::uint32_t data, TILIUM_SITE) {
  tilium::device->mailboxWrite(thread, data, site);
}
/// Waits until a word of `thread` has come.
[[nodiscard]] FORCE_INLINE std::uint32_t mailbox_read(const std::uint8_t thread, TILIUM_SITE) {
  return tilium::device->mailboxRead(thread, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_MAILBOXES_H
