//===- Device.h - The mock device -------------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_DEVICE_H
#define TILIUM_DEVICE_HOST_DEVICE_H

#include "core/Error.h"
#include "host/ProgramDescriptor.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tilium::device {

enum class BufferType : uint8_t { Dram, L1 };

/// How a tensor of pages is cut into shards of pages, all of one shape (those at the edges may be
/// partly empty). Shards are numbered row-major; shard `s` lies on core `s % cores`.
struct Sharding {
  std::vector<uint32_t> tensorShape, shardShape; ///< In pages, one number a dimension.
  std::vector<Coordinate> cores;                 ///< Logical, in the order of shards.

  uint64_t shardCount() const;
  uint64_t shardPages() const; ///< Pages in one shard.
  /// The core (its place in `cores`) and the page there of page `index` of the tensor.
  std::pair<uint32_t, uint64_t> place(uint32_t index) const;
};

/// A buffer: interleaved (page `i` lies on bank `i % banks`) or sharded.
struct Buffer {
  BufferType type = BufferType::Dram;
  uint32_t address = 0;         ///< Offset on every bank: what kernels get as base address.
  uint32_t pageSize = 0;        ///< Bytes of data in a page.
  uint32_t alignedPageSize = 0; ///< Distance of two pages of one bank.
  uint32_t pageCount = 0;
  std::shared_ptr<const Sharding> sharding; ///< Null if interleaved.
  uint32_t bytesPerBank = 0;                ///< What it takes of each bank it lies on.
  uint64_t bytes() const { return uint64_t{pageSize} * pageCount; }
};

struct RunOptions {
  uint64_t cycleLimit = 20'000'000'000;
  uint64_t tieSeed = 0; ///< Not 0: shuffle events of equal time.
  /// Not 0: hold up processors and transfers at random, within what the hardware orders. Data must
  /// not depend on it: it shows races that the usual times hide.
  uint64_t delaySeed = 0;
  bool trace = false; ///< Collect `RunReport::trace` and `RunReport::occupancy`.
  /// Leave out the arithmetic: the same cycles and the same checks of protocol, but what compute
  /// kernels write is of no value.
  bool timingOnly = false;
  /// Go on after faults where that makes sense (`RuleInfo::lenient`): they are in
  /// `RunReport::faults`. Other faults end the run as ever.
  bool lenient = false;
  /// Called by the thread that runs, every 50 ms of the host's time, and when a signal comes while
  /// kernels compile. What it throws ends the run.
  std::function<void()> poll;
  /// Called for each fault a lenient run goes on after, the first time a line breaks the rule.
  std::function<void(const DeviceError &)> onFault;
};

/// A fault that a lenient run went on after.
struct FaultReport {
  DeviceError fault; ///< The first time.
  uint64_t times;    ///< How often this line broke the rule, on any core.
};

/// Why a processor was not working.
enum class WaitCause : uint8_t {
  CbFront,
  CbBack,
  ReadBarrier,
  WriteBarrier,
  Semaphore,
  Source,
  Dst,
  Pack,
  Count
};
const char *waitCauseName(WaitCause cause);

/// What a busy processor was doing.
enum class WorkKind : uint8_t {
  Calls,  ///< The RISC-V processor issues calls.
  Engine, ///< The unpacker, matrix engine or packer works.
  Vector, ///< The vector engine works; it shares the math processor.
  Count
};
const char *workKindName(WorkKind kind);

struct ProcessorReport {
  Coordinate core;
  std::string processor, kernel;
  uint64_t endCycle = 0;
  uint64_t busyCycles = 0;
  uint64_t workCycles[static_cast<size_t>(WorkKind::Count)] = {}; ///< `busyCycles` by kind.
  uint64_t waitCycles[static_cast<size_t>(WaitCause::Count)] = {};
};

/// What passed a network interface, a link or a DRAM bank, and for how long that kept it busy.
struct TrafficReport {
  uint64_t bytes = 0, transfers = 0;
  double busyCycles = 0;
};

struct CoreReport {
  Coordinate core;
  uint64_t bytesRead = 0, bytesWritten = 0;
  TrafficReport sent[2], received[2]; ///< Of the core's interface, by network.
};

/// A link from the router at `from`, in physical coordinates, along `axis` (0: x, 1: y).
struct LinkReport {
  uint8_t noc;
  uint32_t axis;
  Coordinate from;
  TrafficReport traffic;
};

struct DramBankReport {
  uint32_t bank;
  TrafficReport traffic;
};

struct CircularBufferReport {
  Coordinate core;
  uint32_t index, pages, pageBytes;
  uint64_t pushed;                       ///< Pages.
  uint32_t highest;                      ///< Most pages at a time.
  double average;                        ///< Pages, over the whole run.
  uint64_t producerWaits, consumerWaits; ///< Cycles.
};

/// From `cycle` on, a circular buffer holds `pages`.
struct OccupancySample {
  Coordinate core;
  uint32_t buffer;
  uint64_t cycle;
  uint32_t pages;
  friend bool operator==(const OccupancySample &, const OccupancySample &) = default;
};

/// What the calls on one line of a kernel cost one kind of processor, over all cores.
struct LineReport {
  std::string processor, kernel;
  std::string file; ///< As rules name it: the kernel, or a header that it includes.
  int line = 0;
  uint64_t cores = 0, calls = 0;
  uint64_t cycles = 0; ///< From each call on the line to the processor's next call.
  uint64_t workCycles[static_cast<size_t>(WorkKind::Count)] = {}; ///< `cycles` but for waits.
  uint64_t waitCycles[static_cast<size_t>(WaitCause::Count)] = {};
};

/// One stretch of time on one processor.
struct TraceSlice {
  Coordinate core;
  const char *processor;
  const char *name;
  const char *file; ///< Of the call; lives as long as the process, as loaded kernels do.
  int line;
  bool waiting;
  uint64_t begin, end;
  friend bool operator==(const TraceSlice &, const TraceSlice &) = default;
};

struct RunReport {
  std::string architecture;
  uint64_t totalCycles = 0;
  double microseconds = 0;
  std::vector<CoreReport> cores;
  std::vector<ProcessorReport> processors;
  std::vector<LinkReport> links;         ///< Those that carried anything.
  std::vector<DramBankReport> dramBanks; ///< Those in use.
  std::vector<CircularBufferReport> circularBuffers;
  std::vector<LineReport> lines; ///< Only with a trace.
  std::vector<TraceSlice> trace;
  std::vector<OccupancySample> occupancy; ///< Only with a trace.
  std::vector<FaultReport> faults;        ///< Only of a lenient run.

  std::string toJson() const;
  /// The trace in the format of Chrome's and Perfetto's viewers.
  std::string toChromeTrace() const;
};

/// A chip. Not for use from several threads at once. All calls throw DeviceError; a failed run
/// leaves the device usable.
class Device {
public:
  /// Opens a chip by the name of its architecture.
  explicit Device(std::string_view architecture = "wormhole_b0");
  ~Device();
  Device(Device &&) noexcept;
  Device &operator=(Device &&) noexcept;

  const Architecture &architecture() const;

  /// L1 buffers are taken from the top of each core's L1, as circular buffers grow from the bottom;
  /// `bottomUp` turns that round.
  Buffer createBuffer(BufferType type, uint32_t pageSize, uint32_t pageCount,
                      bool bottomUp = false);
  /// A buffer in L1 whose shards lie on the cores of `sharding`. The product of its tensor's shape
  /// is the number of pages.
  Buffer createShardedBuffer(uint32_t pageSize, const Sharding &sharding, bool bottomUp = false);
  void releaseBuffer(const Buffer &buffer);
  /// Copies whole pages; `bytes` must not be longer than the buffer.
  void write(const Buffer &buffer, std::span<const std::byte> bytes);
  void read(const Buffer &buffer, std::span<std::byte> bytes) const;

  /// The compile-time arguments of `TensorAccessorArgs` for a buffer.
  std::vector<uint32_t> tensorAccessorArgs(const Buffer &buffer) const;
  /// The NoC coordinate that kernels use for a logical core.
  Coordinate workerCoordinate(Coordinate logical) const;

  /// Compiles (or finds in the cache) and runs a program to its end.
  RunReport run(const ProgramDescriptor &program, const RunOptions &options = {});

  /// Direct access to a core's L1, for tests and host tools.
  std::span<std::byte> l1(Coordinate logical, uint32_t offset, uint32_t bytes);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_DEVICE_H
