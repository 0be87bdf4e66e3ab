//===- Grid.h - The kernels of all cores on their way ------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_LIB_TRANSFORMS_E_FINISH_GRID_H
#define TILIUM_LIB_TRANSFORMS_E_FINISH_GRID_H

#include "KernelWalker.h"

#include "llvm/Support/FormatVariadic.h"

#include <deque>
#include <map>
#include <vector>

namespace tilium::grid {

using mlir::FailureOr;
using mlir::LogicalResult;
using mlir::Operation;
using mlir::Value;

/// A core's column and row in the grid.
struct Position {
  int64_t x = 0, y = 0;
  auto operator<=>(const Position &) const = default;
  std::string text() const { return llvm::formatv("({0}, {1})", x, y).str(); }
};

/// How far each kernel of each core has come, as far as is heard of it.
class Clock {
public:
  Clock() = default;
  explicit Clock(size_t kernels) : times(kernels) {}
  uint32_t &operator[](size_t kernel) { return times[kernel]; }
  uint32_t operator[](size_t kernel) const { return times[kernel]; }
  void hear(const Clock &other) {
    times.resize(std::max(times.size(), other.times.size()));
    for (auto [time, heard] : llvm::zip(times, other.times))
      time = std::max(time, heard);
  }

private:
  std::vector<uint32_t> times;
};

/// A call that a kernel has made.
struct Event {
  Operation *call = nullptr;
  size_t kernel = 0;
  uint32_t time = 0;
  bool isHeardOf(const Clock &clock) const { return !call || clock[kernel] >= time; }
};

/// What those knew who moved the pages of a circular buffer.
class PageHistory {
public:
  /// Pages were moved, `total` since the start.
  void add(int64_t total, const Clock &clock) { later.emplace_back(total, clock); }
  /// Tells `clock` of the first `needed` pages. No call needs fewer than one before it.
  void tell(int64_t needed, Clock &clock) {
    for (; !later.empty() && covered < needed; later.pop_front()) {
      covered = later.front().first;
      told.hear(later.front().second);
    }
    clock.hear(told);
  }

private:
  std::deque<std::pair<int64_t, Clock>> later;
  int64_t covered = 0;
  Clock told;
};

/// A multicast into a core's pages.
struct Arrival {
  Event event;
  int64_t bytes = 0;
};

/// A circular buffer of one core.
struct Buffer {
  PageCount count;
  PageHistory pushed, popped;
  int64_t reservedPages = 0;
  Event reserve;
  int64_t filledBytes = 0;      ///< Of the reserved pages, by the core itself.
  std::deque<Arrival> arrivals; ///< By others, in the order of the pages.
};

/// A semaphore of one core.
struct Semaphore {
  int64_t value = 0;
  Clock known;                ///< What those knew who raised it.
  std::vector<Event> signals; ///< Those that no wait has seen.
  Event set;
  Event wait;                     ///< The last one, if it was not set back since.
  Operation *multicast = nullptr; ///< That of its value, if that may still be in L1.
};

struct Core {
  Position position;
  std::map<int64_t, Buffer> buffers;
  std::map<int64_t, Semaphore> semaphores;
  std::vector<KernelWalker> kernels;
  llvm::SmallVector<Clock, 3> clocks; ///< Of its kernels.
  bool isListed = true;               ///< To be run.
};

/// One of a core's kernels at its next call.
struct Place {
  size_t core, kernel;
};

/// All cores on their way.
class Grid {
public:
  Grid(mlir::ModuleOp module, int64_t scalar, bool &dependsOnScalar);
  /// Runs until all are done, none can go on or something is wrong.
  LogicalResult run();

private:
  KernelWalker &walker(Place at) { return cores[at.core].kernels[at.kernel]; }
  Clock &clock(Place at) { return cores[at.core].clocks[at.kernel]; }
  Event event(Place at);
  void list(size_t core);
  FailureOr<bool> step(Place at);
  FailureOr<bool> moveBuffer(Place at);
  LogicalResult checkPublished(Place at, Buffer &buffer);
  FailureOr<bool> wait(Place at, metalium::NocSemaphoreWaitOp call);
  LogicalResult set(Place at, metalium::NocSemaphoreSetOp call);
  LogicalResult increment(Place at, metalium::NocSemaphoreIncOp call);
  LogicalResult setOthers(Place at, metalium::NocSemaphoreSetMulticastOp call);
  FailureOr<Semaphore *> signal(Place at, size_t receiver, Value nocAddress);
  LogicalResult checkSignal(Place at, const Core &receiver, tt::SemaphoreOp declared,
                            const Semaphore &semaphore);
  LogicalResult multicast(Place at, metalium::NocAsyncWriteMulticastOp call);
  LogicalResult checkSource(Place at, metalium::NocAsyncWriteMulticastOp call);
  FailureOr<int64_t> number(Place at, Value value);
  FailureOr<Position> position(Place at, Value x, Value y);
  FailureOr<size_t> coreAt(Operation *call, Position position);
  FailureOr<llvm::SmallVector<size_t>> receivers(Place at, metalium::GetNocMulticastAddrOp area,
                                                 Value count);
  std::string describeWait(Place at);
  LogicalResult reportDeadlock();
  LogicalResult checkSignals();

  llvm::SmallVector<mlir::func::FuncOp> functions;
  std::vector<Core> cores;
  std::map<Position, size_t> numbers;
  std::deque<size_t> turns;               ///< Cores that may be able to go on.
  llvm::DenseSet<int64_t> filledByOthers; ///< Circular buffers that multicasts go to.
};

/// The circular buffer that a call fills with what it reads or stores; none for other calls.
std::optional<int64_t> filledBuffer(Operation *op);

} // namespace tilium::grid

#endif // TILIUM_LIB_TRANSFORMS_E_FINISH_GRID_H
