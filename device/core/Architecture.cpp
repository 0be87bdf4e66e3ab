//===- Architecture.cpp - The facts of each target chip -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Sources, named in short beside each number:
//
// - [isa]  tt-isa-documentation, revision 39304719, WormholeB0
// - [npe]  tt-npe device models, revision 10216031
// - [lat]  tt-metal noc_latencies.yaml, revision 1fc91107
// - [hdr]  headers of TT-Metalium 0.81.1
// - [dram] tt-metal tech reports on saturating DRAM bandwidth, and tt-metal#55898
// - [llk]  tt-llk kernels and the threads that quote their cycle counts
// - [est]  estimated from the neighbouring numbers, to be measured
//
//===----------------------------------------------------------------------===//

#include "core/Architecture.h"

namespace tilium::device {
namespace {

constexpr TimingTable wormholeTiming{
    .readIssue = 44,                // [lat] plain read loop on cards
    .writeIssue = 25,               // [lat] 25.0 cycles a write
    .pageReadIssue = 94,            // [lat] one core reading interleaved 2 KB tiles: 94 a tile
    .pageWriteIssue = 75,           // [est] page read less the difference of a raw read and write
    .readLatency = 294,             // [lat] 296 at 64 B
    .dramReadLatency = 424,         // [lat] 426 at 64 B
    .writeLatency = 291,            // [lat] 293 at 64 B
    .multicastLatency = 574,        // [lat] row multicast to 8: 576 at 64 B
    .hopLatency = 9,                // [isa] router to router
    .nodeBytesPerCycle = 28.1,      // [npe] worker injection and absorption
    .linkBytesPerCycle = 30.0,      // [npe]
    .dramBytesPerCycle = 23.2,      // [npe] DRAM injection
    .multicastBytesPerCycle = 14.2, // [lat] 575 cycles for each further 8 KB
    .dramRequestCycles = 6.8,       // [dram] one read request per 6.8 cycles
    .semaphoreOperation = 8,        // [isa] L1 load latency
    .circularBufferOperation = 16,  // [est] two register loads, compare, branch
    .circularBufferSignal = 10,     // [est] register write to polling read
    .computeCall = 10,              // [est] address arithmetic and instruction issue
    .engineConfigure = 40,          // [est] about twenty configuration writes
    .registerHandover = 8,          // [est] semaphore instructions
    .unpackBytesPerCycle = 64,      // [isa] one unpacker at x4
    .unpackBothBytesPerCycle = 40,  // [isa] both jointly 5 x 128 b, per operand half of 80
    .unpackSetup = 4,               // [isa] at least 2 cycles of address setup each
    .packBytesPerCycle = 64,        // [isa] 4 packers of 128 b
    .packAccumulateBytesPerCycle = 32, // [isa] non-atomic accumulation every 2 cycles
    .packSetup = 8,                    // [est]
    .matmulTile = {16, 32, 48, 64},    // [isa] MVMUL, one per fidelity phase
    .addTile = 8,                      // [isa] 1024 / 128
    .multiplyTilePhase = 8,            // [isa]
    .copyTile = 16,                    // [est] 64 rows, four rows an instruction
    .transposeTile = 32,               // [est] transposes of four faces in SrcB
    .reduceTile = {4, 8, 12, 16},      // [isa] GAPOOL
    .maxReduceTile = 8,                // [isa] GMPOOL
};

constexpr TimingTable blackholeTiming{
    .readIssue = 47,                   // [lat] plain read loop on cards
    .writeIssue = 35,                  // [lat] 35.0 cycles a write
    .pageReadIssue = 96,               // [lat] one core reading interleaved 2 KB tiles: 96 a tile
    .pageWriteIssue = 84,              // [est]
    .readLatency = 359,                // [lat] 360 at 64 B
    .dramReadLatency = 397,            // [lat] 399 at 64 B
    .writeLatency = 372,               // [lat] 373 at 64 B
    .multicastLatency = 730,           // [lat] row multicast to 13: 731 at 64 B
    .hopLatency = 11,                  // [npe] write 40 + 11 a hop
    .nodeBytesPerCycle = 60.9,         // [npe]
    .linkBytesPerCycle = 60.9,         // [npe]
    .dramBytesPerCycle = 40.0,         // [npe] 54.0 / 1.35
    .multicastBytesPerCycle = 59.0,    // [lat] 731 to 868 between 64 B and 8 KB
    .dramRequestCycles = 16.4,         // [dram] one read request per 16.4 cycles
    .semaphoreOperation = 8,           // [isa]
    .circularBufferOperation = 16,     // [est]
    .circularBufferSignal = 10,        // [est]
    .computeCall = 10,                 // [est]
    .engineConfigure = 40,             // [est]
    .registerHandover = 8,             // [est]
    .unpackBytesPerCycle = 64,         // [isa]
    .unpackBothBytesPerCycle = 40,     // [isa]
    .unpackSetup = 4,                  // [isa]
    .packBytesPerCycle = 64,           // [isa]
    .packAccumulateBytesPerCycle = 32, // [isa]
    .packSetup = 8,                    // [est]
    .matmulTile = {16, 32, 48, 64},    // tt-metal GEMM_FLOPS tech report, both chips
    .addTile = 8,                      // [isa]
    .multiplyTilePhase = 8,            // [isa]
    .copyTile = 16,                    // [est]
    .transposeTile = 32,               // [est]
    .reduceTile = {4, 8, 12, 16},      // [isa]
    .maxReduceTile = 8,                // [isa]
};

constexpr Architecture wormhole{
    .name = "wormhole_b0",
    .gridX = 8, // wormhole_b0_80_arch.yaml, nebula_x1
    .gridY = 8,
    .clockMegahertz = 1000,
    .l1Bytes = 1464 * 1024,     // [hdr] MEM_L1_SIZE
    .l1UnreservedBase = 105824, // [hdr] MEM_MAP_END 35168 and 69 KiB of kernel configuration
    .l1ZerosBase = 13344,       // [hdr] MEM_ZEROS_BASE
    .l1ZerosBytes = 512,        // [hdr] MEM_ZEROS_SIZE
    .l1Alignment = 16,          // [hdr]
    .dramReadAlignment = 32,    // [hdr]
    .dramWriteAlignment = 16,   // [hdr]
    .dramAlignment = 32,        // [hdr]
    .dramBanks = 12,            // [isa] 12 GDDR6 channels
    .dramBankBytes = uint64_t{1} << 30,
    .dramUnreservedBase = 32,
    .maximumBurstBytes = 8192, // [hdr] NOC_MAX_BURST_SIZE
    .circularBuffers = 32,     // [hdr]
    .semaphores = 16,          // [hdr] NUM_SEMAPHORES
    .runtimeArguments = 341,   // [hdr]
    .dstTilesHalf16 = 8,
    .dstTilesFull16 = 16,
    .dstTilesHalf32 = 4,
    .dstTilesFull32 = 8,
    .nocColumns = 10,
    .nocRows = 12,
    .workerColumns = {1, 2, 3, 4, 6, 7, 8, 9},
    .workerRows = {1, 2, 3, 4, 5, 7, 8, 9},
    .virtualColumns = {18, 19, 20, 21, 22, 23, 24, 25},
    .virtualRows = {18, 19, 20, 21, 22, 23, 24, 25},
    .dramVirtual = {{{0, 11},
                     {0, 1},
                     {0, 5},
                     {0, 7},
                     {5, 11},
                     {5, 1},
                     {5, 2},
                     {5, 10},
                     {5, 3},
                     {5, 8},
                     {5, 5},
                     {5, 7}}},
    .dramPhysical = {{{0, 11},
                      {0, 1},
                      {0, 5},
                      {0, 7},
                      {5, 11},
                      {5, 1},
                      {5, 2},
                      {5, 10},
                      {5, 3},
                      {5, 8},
                      {5, 5},
                      {5, 7}}},
    .timing = wormholeTiming,
};

constexpr Architecture blackhole{
    .name = "blackhole",
    .gridX = 13, // unharvested, column dispatch
    .gridY = 10,
    .clockMegahertz = 1350,
    .l1Bytes = 1536 * 1024,     // [hdr] MEM_L1_SIZE
    .l1UnreservedBase = 111744, // [hdr] MEM_MAP_END 41088 and 69 KiB of kernel configuration
    .l1ZerosBase = 13536,       // [hdr] MEM_ZEROS_BASE
    .l1ZerosBytes = 512,        // [hdr] MEM_ZEROS_SIZE
    .l1Alignment = 16,          // [hdr]
    .dramReadAlignment = 64,    // [hdr]
    .dramWriteAlignment = 16,   // [hdr]
    .dramAlignment = 64,        // [hdr]
    .dramBanks = 8,
    .dramBankBytes = uint64_t{4080} << 20,
    .dramUnreservedBase = 64,
    .maximumBurstBytes = 16384, // [hdr]
    .circularBuffers = 64,      // [hdr]
    .semaphores = 16,           // [hdr]
    .runtimeArguments = 341,    // [hdr]
    .dstTilesHalf16 = 8,
    .dstTilesFull16 = 16,
    .dstTilesHalf32 = 4,
    .dstTilesFull32 = 8,
    .nocColumns = 17,
    .nocRows = 12,
    .workerColumns = {1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15},
    .workerRows = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    .virtualColumns = {1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15},
    .virtualRows = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11},
    .dramVirtual =
        {{{17, 12}, {17, 15}, {17, 18}, {17, 21}, {18, 12}, {18, 15}, {18, 18}, {18, 21}}},
    .dramPhysical = {{{0, 0}, {0, 2}, {0, 9}, {0, 5}, {9, 0}, {9, 2}, {9, 9}, {9, 5}}},
    .timing = blackholeTiming,
};

} // namespace

const Architecture *findArchitecture(std::string_view name) {
  for (const Architecture *architecture : {&wormhole, &blackhole})
    if (architecture->name == name)
      return architecture;
  return nullptr;
}

} // namespace tilium::device
