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

/// Cycle costs. Sources stand beside the numbers in Architecture.cpp.
struct TimingTable {
  uint32_t readIssue, writeIssue;         ///< RISC-V cycles to issue one raw transaction.
  uint32_t pageReadIssue, pageWriteIssue; ///< The same with the page address worked out first.
  uint32_t readLatency, dramReadLatency;  ///< Cycles to the first byte of a read.
  uint32_t writeLatency;              ///< Cycles from the last byte sent to its acknowledgement.
  uint32_t multicastLatency;          ///< Cycles to the first byte of a multicast at its sinks.
  uint32_t hopLatency;                ///< Cycles for one router to the next.
  double nodeBytesPerCycle;           ///< Injection and absorption of a Tensix core.
  double linkBytesPerCycle;           ///< One link of the network.
  double dramBytesPerCycle;           ///< One DRAM bank.
  double multicastBytesPerCycle;      ///< Multicast injection.
  double dramRequestCycles;           ///< Least distance of two requests at one DRAM bank.
  uint32_t semaphoreOperation;        ///< A local semaphore read or write.
  uint32_t circularBufferOperation;   ///< A wait, reserve, push or pop without waiting.
  uint32_t circularBufferSignal;      ///< From a push (pop) to the sleeper seeing it.
  uint32_t computeCall;               ///< RISC-V cycles of one compute call.
  uint32_t engineConfigure;           ///< An init or a data format reconfiguration.
  uint32_t registerHandover;          ///< acquire, commit, wait or release.
  double unpackBytesPerCycle;         ///< One operand alone.
  double unpackBothBytesPerCycle;     ///< Two operands together.
  uint32_t unpackSetup;               ///< Cycles to set up one tile.
  double packBytesPerCycle;           ///< All packers together.
  double packAccumulateBytesPerCycle; ///< The same adding into L1.
  uint32_t packSetup;
  std::array<uint32_t, 4> matmulTile; ///< One 32x32x32 product at LoFi, HiFi2, HiFi3, HiFi4.
  uint32_t addTile;                   ///< Element-wise add or subtract.
  uint32_t multiplyTilePhase;         ///< Element-wise multiply, each fidelity phase.
  uint32_t copyTile;                  ///< Source register to DST.
  uint32_t transposeTile;
  std::array<uint32_t, 4> reduceTile; ///< Sum or average by fidelity; max uses maxReduceTile.
  uint32_t maxReduceTile;
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
