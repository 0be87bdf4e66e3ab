//===- FaultGuard.h - Kernels that crash or never return --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A kernel is native code in this process: a wild pointer or a division by zero in it is a signal,
// and a loop without calls never gives control back. While a guard lives, faults whose instruction
// is outside the device's own code end the kernel's fiber, and the process goes on; faults of the
// device itself go to whoever handled the signal before.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_FAULTGUARD_H
#define TILIUM_DEVICE_CORE_FAULTGUARD_H

#include <csetjmp>
#include <cstdint>
#include <functional>
#include <memory>

namespace tilium::device {

/// What ended a kernel.
struct Fault {
  int signal = 0;        ///< 0: the kernel ran on without calling the device.
  uintptr_t address = 0; ///< The memory address of a bad access.
};

class FaultGuard {
public:
  /// `resolve` is asked, in a signal handler, to make an address that a kernel used memory; if it
  /// can, the kernel goes on.
  explicit FaultGuard(bool (*resolve)(uintptr_t address) = nullptr);
  ~FaultGuard();
  FaultGuard(const FaultGuard &) = delete;
  FaultGuard &operator=(const FaultGuard &) = delete;

  /// Runs `kernel` on the stack of the caller. Returns whether it came to its end; if not, `fault`
  /// says why. `landing` must outlive the kernel and belongs to it alone: kernels take turns.
  static bool run(void (*kernel)(), sigjmp_buf &landing, Fault &fault);
  /// The kernel that runs from here on is the one with `landing`; null while the device works.
  /// Also tells the guard that the kernel is making progress.
  static void enter(sigjmp_buf *landing, Fault *fault);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_FAULTGUARD_H
