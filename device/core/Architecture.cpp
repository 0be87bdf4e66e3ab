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
// - [lat]  tt-metal noc_latencies.yaml, revision 1fc91107. "Slope" is the distance of 64 and 256
//          transactions before one barrier, divided by 192. In that file pattern 0 is a read and
//          pattern 1 a write.
// - [hdr]  headers of TT-Metalium 0.81.1
// - [dram] tt-metal tech reports on saturating DRAM bandwidth, and tt-metal#55898
// - [gemm] tt-metal GEMM_FLOPS tech report, revision 06bd3735
// - [sdpa] tt-metal#55760, SDPA on p100a
// - [llk]  tt-llk kernels and the threads that quote their cycle counts
// - [est]  estimated from the neighbouring numbers, to be measured
//
//===----------------------------------------------------------------------===//

#include "core/Architecture.h"

namespace tilium::device {
namespace {

constexpr TimingTable wormholeTiming{
    .readIssue = 19,      // [lat] one core reading from 63 others, 64 B: 307904 / 16128
    .writeIssue = 22,     // [lat] slope of 64 B writes
    .dramReadIssue = 27,  // [lat] slope of 64 B reads from one bank
    .dramWriteIssue = 25, // [lat] slope of 128 B writes to one bank
    .pageAddress = 11,    // [lat] slopes of 64 B pages of all banks, 36.0 and 39.0, less the above
    .semaphoreOperation = 8,       // [isa] L1 load latency
    .circularBufferOperation = 16, // [est] two register loads, compare, branch
    .circularBufferSignal = 10,    // [est] register write to polling read
    // [llk] An addition takes 47.5 cycles a tile (tt-llk#316, slope of 3 and 4 tiles, BH), 32 of
    // them for the packer's bytes: the rest is its call, its setup, a wait and a release. A packer
    // alone takes 45 (tt-llk#130, WH).
    .computeCall = 4,
    .engineConfigure = 40, // [est] about twenty configuration writes
    .registerHandover = 4, // [llk] see computeCall
    // [llk] The first tile of an addition takes 131 cycles more than the next (tt-llk#316, BH):
    // less the profiler's 36 and the way through the engines.
    .registerSignal = 60,
    .flitBytes = 32,                // [isa] 256 b
    .hopLatency = 9,                // [isa] router to router
    .transactionOverhead = 74,      // [lat] single 64 B reads 205 and 293, writes 206 and 296, less
                                    // issue and 12 or 22 hops
    .readBytesPerCycle = 28.6,      // [lat] slopes of 1 to 8 KB reads
    .writeBytesPerCycle = 31.4,     // [lat] slopes of 1 to 8 KB writes
    .linkBytesPerCycle = 32.0,      // [isa] one flit a cycle
    .multicastHopReservation = 18,  // [lat] slopes of 64 B multicasts with loopback: 41.2, 71.9,
                                    // 182 and 278 on grids of 2, 3, 5 and 8
    .multicastAnswerCycles = 1.0,   // [lat] slopes of 2 KB, linked: 90 to 25 cores, 74 to 9
    .routerBufferBytes = 480,       // [isa] at most 480 B of a virtual channel
    .dramReadLatency = 87,          // [lat] single 64 B read of DRAM 381, of L1 293
    .dramWriteLatency = 127,        // [lat] single 64 B writes to DRAM 426 and 420, to L1 296
    .dramReadBytesPerCycle = 22.3,  // [isa] one channel alone
    .dramWriteBytesPerCycle = 21.9, // [isa] one channel alone
    .dramRequestCycles = 6.8,       // [dram] one read request per 6.8 cycles
    .unpackBytesPerCycle = 64,      // [isa] one unpacker at x4
    .unpackBothBytesPerCycle = 40,  // [isa] both jointly 5 x 128 b, per operand half of 80
    .unpackReuseBytesPerCycle = 64, // [isa] one unpacker at x4
    .unpackSetup = 4,               // [isa] at least 2 cycles of address setup each
    .packBytesPerCycle = 64,        // [isa] 4 packers of 128 b
    .packAccumulateBytesPerCycle = 32, // [isa] non-atomic accumulation every 2 cycles
    .packSetup = 4,                    // [llk] see computeCall
    .matmulTile = {16, 32, 48, 64},    // [isa] MVMUL, one per fidelity phase
    .matmulInefficiency = 1.049,       // [sdpa] 4.9 % over ideal, in the limit of long chunks
    .addTile = 8,                      // [isa] 1024 / 128
    .multiplyTilePhase = 8,            // [isa]
    .copyTile = 16,                    // [est] 64 rows, four rows an instruction
    .transposeTile = 32,               // [est] transposes of four faces in SrcB
    .reduceTile = {4, 8, 12, 16},      // [isa] GAPOOL
    .maxReduceTile = 8,                // [isa] GMPOOL
    .vectorGeneration = VectorGeneration::Wormhole,
};

constexpr TimingTable blackholeTiming{
    .readIssue = 35,      // [lat] slope of 64 B reads from one core, and from 129
    .writeIssue = 23,     // [lat] slope of 64 B writes
    .dramReadIssue = 22,  // [lat] slope of 64 B reads from one bank
    .dramWriteIssue = 26, // [lat] slope of 64 B writes to one bank
    .pageAddress = 5,     // [lat] slopes of 64 B pages of all banks, 27.6 and 31.0, less the above
    .semaphoreOperation = 8,        // [isa]
    .circularBufferOperation = 16,  // [est]
    .circularBufferSignal = 10,     // [est]
    .computeCall = 4,               // [llk] as Wormhole
    .engineConfigure = 40,          // [est]
    .registerHandover = 4,          // [llk] as Wormhole
    .registerSignal = 60,           // [llk]
    .flitBytes = 64,                // [dram] 512 b
    .hopLatency = 9,                // [lat] 360 less 207 cycles for 17 more hops of a 64 B write
    .transactionOverhead = 74,      // [lat] single 64 B reads 227 and 373, writes 207 and 360, less
                                    // issue and 12 or 29 hops
    .readBytesPerCycle = 62.0,      // [lat] slopes of 4 to 16 KB reads
    .writeBytesPerCycle = 62.6,     // [lat] slopes of 4 to 16 KB writes
    .linkBytesPerCycle = 64.0,      // [dram] one flit a cycle
    .multicastHopReservation = 17,  // [lat] slopes of 64 B multicasts with loopback: 39, 70 and 135
                                    // on grids of 2, 3 and 5; 149 on a column of 10
    .multicastAnswerCycles = 1.0,   // [lat] as Wormhole
    .routerBufferBytes = 480,       // [isa] as Wormhole
    .dramReadLatency = 113,         // [lat] single 64 B read of DRAM 486, of L1 373
    .dramWriteLatency = 40,         // [lat] single 64 B writes to DRAM 399 and 401, to L1 360
    .dramReadBytesPerCycle = 47.4,  // [dram] 64 GB/s a bank
    .dramWriteBytesPerCycle = 47.4, // [dram] the same
    .dramRequestCycles = 16.4,      // [dram] one read request per 16.4 cycles
    .unpackBytesPerCycle = 128,     // [llk] 25 cycles a tile are 63 % of the rate (tt-llk#130)
    .unpackBothBytesPerCycle = 80,  // [est] as one alone: twice Wormhole
    .unpackReuseBytesPerCycle = 128,   // [llk] as one alone; [gemm] needs no less than 73
    .unpackSetup = 4,                  // [isa]
    .packBytesPerCycle = 64,           // [isa]
    .packAccumulateBytesPerCycle = 32, // [isa]
    .packSetup = 4,                    // [llk] as Wormhole
    .matmulTile = {16, 32, 48, 64},    // [gemm] both chips
    .matmulInefficiency = 1.049,       // [sdpa]
    .addTile = 8,                      // [isa]
    .multiplyTilePhase = 8,            // [isa]
    .copyTile = 16,                    // [est]
    .transposeTile = 32,               // [est]
    .reduceTile = {4, 8, 12, 16},      // [isa]
    .maxReduceTile = 8,                // [isa]
    .vectorGeneration = VectorGeneration::Blackhole,
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
    .matrixMisplacesMinusOne = true, // [ttsim] 1.10.0; Blackhole has it mended
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
