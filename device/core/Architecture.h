//===- Architecture.h - The facts of each target chip -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// One table per chip: sizes, limits and cycle costs, as data. The compiler reads the limits, the
// device reads everything. This header depends on nothing but the standard library.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_ARCHITECTURE_H
#define TILIUM_DEVICE_CORE_ARCHITECTURE_H

#include <array>
#include <cstdint>
#include <string_view>

namespace tilium::device {

/// A place on the NoC grid or in the logical core grid.
struct Coordinate {
  uint32_t x = 0;
  uint32_t y = 0;
  friend bool operator==(const Coordinate &, const Coordinate &) = default;
};

/// Which column of core/VectorTiming.cpp a chip's vector engine has.
enum class VectorGeneration : uint8_t { Wormhole, Blackhole };

/// Cycle costs. Sources stand beside the numbers in Architecture.cpp; docs/device-timing.md says
/// how far they are from the measurements.
struct TimingTable {
  // Issue of one call on the RISC-V processor.
  uint32_t readIssue, writeIssue;         ///< A raw transaction with another core's L1.
  uint32_t dramReadIssue, dramWriteIssue; ///< The same with DRAM.
  uint32_t pageAddress;                   ///< More when the address of a page is worked out first.
  uint32_t semaphoreOperation;            ///< A local semaphore read or write, or a barrier's test.
  uint32_t circularBufferOperation;       ///< A wait, reserve, push or pop without waiting.
  uint32_t circularBufferSignal;          ///< From a push (pop) to the sleeper seeing it.
  uint32_t computeCall;                   ///< One compute call.
  uint32_t engineConfigure;               ///< An init or a data format reconfiguration.
  uint32_t registerHandover;              ///< acquire, commit, wait or release.

  uint32_t registerSignal; ///< From a commit to the packer seeing it.

  // The networks. A packet has one flit of header.
  uint32_t flitBytes;
  uint32_t hopLatency;          ///< One router to the next.
  uint32_t transactionOverhead; ///< Round trip without hops and data: interfaces, L1, barrier.
  double readBytesPerCycle;     ///< A Tensix core's interface sending what others read.
  double writeBytesPerCycle;    ///< The same sending its own writes, and taking in anything.
  double linkBytesPerCycle;     ///< One link of the network.
  uint32_t
      multicastHopReservation;  ///< A multicast packet reserves its path, for each hop of depth.
  double multicastAnswerCycles; ///< Of each receiver, in a linked multicast with loopback.
  uint32_t routerBufferBytes;   ///< What a router holds of one stalled packet.

  // DRAM banks.
  uint32_t dramReadLatency, dramWriteLatency; ///< More than an L1 takes.
  double dramReadBytesPerCycle, dramWriteBytesPerCycle;
  double dramRequestCycles; ///< Least distance of two requests at one bank.

  // The engines.
  double unpackBytesPerCycle;         ///< One operand alone.
  double unpackBothBytesPerCycle;     ///< Two operands together.
  double unpackReuseBytesPerCycle;    ///< One operand streams, the other stays in its register.
  uint32_t unpackSetup;               ///< Cycles to set up one tile.
  double packBytesPerCycle;           ///< All packers together.
  double packAccumulateBytesPerCycle; ///< The same adding into L1.
  uint32_t packSetup;
  std::array<uint32_t, 4> matmulTile; ///< One 32x32x32 product at LoFi, HiFi2, HiFi3, HiFi4.
  double matmulInefficiency;          ///< What a stream of products takes over that, as a factor.
  uint32_t addTile;                   ///< Element-wise add or subtract.
  uint32_t multiplyTilePhase;         ///< Element-wise multiply, each fidelity phase.
  uint32_t copyTile;                  ///< Source register to DST.
  uint32_t transposeTile;
  std::array<uint32_t, 4> reduceTile; ///< Sum or average by fidelity; max uses maxReduceTile.
  uint32_t maxReduceTile;
  VectorGeneration vectorGeneration;
};

/// Where a page of an interleaved DRAM buffer lives.
inline constexpr uint32_t maximumDramBanks = 16;

/// The facts of one chip. Sizes are bytes, coordinates are the ones kernels see.
struct Architecture {
  std::string_view name;
  uint32_t gridX, gridY; ///< Logical compute grid.
  uint32_t clockMegahertz;
  uint32_t l1Bytes;
  uint32_t l1UnreservedBase;          ///< First byte a program may use.
  uint32_t l1ZerosBase, l1ZerosBytes; ///< A block of zeroes that firmware keeps in L1.
  uint32_t l1Alignment;               ///< Of buffers, circular buffers and NoC transfers in L1.
  uint32_t dramReadAlignment, dramWriteAlignment, dramAlignment;
  uint32_t dramBanks;
  uint64_t dramBankBytes;
  uint32_t dramUnreservedBase;
  uint32_t maximumBurstBytes; ///< Largest single NoC packet.
  uint32_t circularBuffers;
  uint32_t semaphores;       ///< Per core.
  uint32_t runtimeArguments; ///< Words for each kernel and core.
  uint32_t dstTilesHalf16, dstTilesFull16, dstTilesHalf32, dstTilesFull32;
  uint32_t nocColumns, nocRows;                        ///< The physical torus.
  std::array<uint8_t, 16> workerColumns, workerRows;   ///< Physical place of logical columns, rows.
  std::array<uint8_t, 16> virtualColumns, virtualRows; ///< NoC coordinates kernels use.
  std::array<Coordinate, maximumDramBanks> dramVirtual, dramPhysical;
  TimingTable timing;
  /// A sum of -1 in the last of 24 places leaves the matrix engine with an exponent 27 too large.
  bool matrixMisplacesMinusOne = false;

  /// How many tiles DST holds for the given mode.
  constexpr uint32_t dstTiles(bool fp32Accumulate, bool fullSync) const {
    if (fp32Accumulate)
      return fullSync ? dstTilesFull32 : dstTilesHalf32;
    return fullSync ? dstTilesFull16 : dstTilesHalf16;
  }
  constexpr uint32_t coreCount() const { return gridX * gridY; }
};

/// The table called `name` ("wormhole_b0", "blackhole"), or null.
const Architecture *findArchitecture(std::string_view name);

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_ARCHITECTURE_H
