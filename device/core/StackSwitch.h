//===- StackSwitch.h - Tells the sanitizer of other stacks ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The address sanitizer has to know on which stack the program is. Boost tells it only if Boost
// itself was built for that, which its packages are not. Without the sanitizer this is nothing.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_STACKSWITCH_H
#define TILIUM_DEVICE_CORE_STACKSWITCH_H

#include <cstddef>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TILIUM_ANNOTATES_STACKS 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define TILIUM_ANNOTATES_STACKS 1
#endif

#ifdef TILIUM_ANNOTATES_STACKS
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace tilium::device {

/// The stack of a flow of control: its lowest address and its size.
struct StackRange {
  const void *bottom = nullptr;
  size_t bytes = 0;
};

/// One flow of control that goes to another one and may come back.
class StackSwitch {
public:
  /// Before a stack is used again: what the fiber before left on it is gone.
  static void forget([[maybe_unused]] const StackRange &stack) {
#ifdef TILIUM_ANNOTATES_STACKS
    __asan_unpoison_memory_region(stack.bottom, stack.bytes);
#endif
  }
  /// Before the switch to `target`; `forGood` if this flow ends with it.
  void leave([[maybe_unused]] const StackRange &target, [[maybe_unused]] bool forGood = false) {
#ifdef TILIUM_ANNOTATES_STACKS
    __sanitizer_start_switch_fiber(forGood ? nullptr : &kept, target.bottom, target.bytes);
#endif
  }
  /// After the switch to this flow. Returns the stack that it came from.
  StackRange arrive() {
    StackRange from;
#ifdef TILIUM_ANNOTATES_STACKS
    __sanitizer_finish_switch_fiber(kept, &from.bottom, &from.bytes);
    kept = nullptr;
#endif
    return from;
  }

private:
  [[maybe_unused]] void *kept = nullptr;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_STACKSWITCH_H
