//===- FaultGuard.cpp - Kernels that crash or never return ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/FaultGuard.h"

#include <csignal>
#include <ctime>
#include <link.h>
#include <mutex>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>
#include <vector>

namespace tilium::device {
namespace {

constexpr int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr int handled = 5; ///< The faults, then the timer's signal.
constexpr size_t alternateStackBytes = 64 * 1024;
/// A kernel without a call to the device for so long loops for ever. Ticks count processor time.
constexpr long tickMilliseconds = 250;
constexpr int ticksOfLoop = 12;

struct Range {
  uintptr_t begin, end;
};

// What the handlers need. Guards of several threads share the handlers, and each has its own rest.
std::mutex installation;
int guards = 0;
struct sigaction before[handled];
Range deviceCode{};
thread_local sigjmp_buf *currentLanding = nullptr;
thread_local Fault *currentFault = nullptr;
thread_local bool (*resolveAddress)(uintptr_t) = nullptr;
thread_local uint64_t entries = 0, entriesAtTick = 0;
thread_local int idleTicks = 0;

int signalAt(int index) { return index < 4 ? faults[index] : SIGVTALRM; }

int findDeviceCode(dl_phdr_info *info, size_t, void *) {
  auto inside = reinterpret_cast<uintptr_t>(&findDeviceCode);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && begin <= inside && inside < begin + header.p_memsz) {
      deviceCode = {begin, begin + header.p_memsz};
      return 1;
    }
  }
  return 0;
}

bool inDevice(const void *context) {
  auto *machine = static_cast<const ucontext_t *>(context);
#if defined(__x86_64__)
  auto at = static_cast<uintptr_t>(machine->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  auto at = static_cast<uintptr_t>(machine->uc_mcontext.pc);
#else
#error "the guard does not know this processor's program counter"
#endif
  return deviceCode.begin <= at && at < deviceCode.end;
}

void passOn(int index, int signal, siginfo_t *info, void *context) {
  const struct sigaction &old = before[index];
  if (old.sa_flags & SA_SIGINFO) {
    old.sa_sigaction(signal, info, context);
  } else if (old.sa_handler != SIG_DFL && old.sa_handler != SIG_IGN) {
    old.sa_handler(signal);
  } else {
    // The instruction runs again and ends the process, as it would have without the guard.
    sigaction(signal, &old, nullptr);
  }
}

void onFault(int signal, siginfo_t *info, void *context) {
  if (currentLanding && !inDevice(context)) {
    if (signal == SIGSEGV && resolveAddress &&
        resolveAddress(reinterpret_cast<uintptr_t>(info->si_addr)))
      return;
    *currentFault = {signal, reinterpret_cast<uintptr_t>(info->si_addr)};
    siglongjmp(*currentLanding, 1);
  }
  for (int index = 0; index < 4; ++index)
    if (faults[index] == signal)
      passOn(index, signal, info, context);
}

void onTick(int, siginfo_t *, void *context) {
  if (entries != entriesAtTick || !currentLanding) {
    entriesAtTick = entries;
    idleTicks = 0;
    return;
  }
  // Only a kernel's own code may be left at any instruction.
  if (++idleTicks < ticksOfLoop || inDevice(context))
    return;
  idleTicks = 0;
  *currentFault = {};
  siglongjmp(*currentLanding, 1);
}

void install() {
  dl_iterate_phdr(findDeviceCode, nullptr);
  for (int index = 0; index < handled; ++index) {
    struct sigaction action{};
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    action.sa_sigaction = index < 4 ? onFault : onTick;
    sigemptyset(&action.sa_mask);
    sigaction(signalAt(index), &action, &before[index]);
  }
}

} // namespace

struct FaultGuard::State {
  std::vector<std::byte> stack = std::vector<std::byte>(alternateStackBytes);
  stack_t oldStack{};
  timer_t timer{};
  bool ticking = false;
};

FaultGuard::FaultGuard(bool (*resolve)(uintptr_t)) : state(std::make_unique<State>()) {
  resolveAddress = resolve;
  {
    std::lock_guard<std::mutex> lock(installation);
    if (guards++ == 0)
      install();
  }
  stack_t alternate{};
  alternate.ss_sp = state->stack.data();
  alternate.ss_size = state->stack.size();
  sigaltstack(&alternate, &state->oldStack);
  struct sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGVTALRM;
#ifdef sigev_notify_thread_id
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
#else
  event._sigev_un._tid = static_cast<pid_t>(syscall(SYS_gettid));
#endif
  state->ticking = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &state->timer) == 0;
  struct itimerspec period{};
  period.it_value.tv_nsec = period.it_interval.tv_nsec = tickMilliseconds * 1'000'000;
  if (state->ticking)
    timer_settime(state->timer, 0, &period, nullptr);
}

FaultGuard::~FaultGuard() {
  enter(nullptr, nullptr);
  resolveAddress = nullptr;
  if (state->ticking)
    timer_delete(state->timer);
  sigaltstack(&state->oldStack, nullptr);
  std::lock_guard<std::mutex> lock(installation);
  if (--guards == 0)
    for (int index = 0; index < handled; ++index)
      sigaction(signalAt(index), &before[index], nullptr);
}

void FaultGuard::enter(sigjmp_buf *landing, Fault *fault) {
  ++entries;
  currentFault = fault;
  currentLanding = landing;
}

bool FaultGuard::run(void (*kernel)(), sigjmp_buf &landing, Fault &fault) {
  if (sigsetjmp(landing, 1)) {
    currentLanding = nullptr;
    return false;
  }
  enter(&landing, &fault);
  kernel();
  currentLanding = nullptr;
  return true;
}

} // namespace tilium::device
