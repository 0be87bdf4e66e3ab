//===- ComputeEngine.h - Source registers, DST, packer ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TENSIX_COMPUTEENGINE_H
#define TILIUM_DEVICE_TENSIX_COMPUTEENGINE_H

#include "host/ProgramDescriptor.h"
#include "tensix/CircularBuffer.h"
#include "tensix/Statistics.h"
#include "tensix/Tile.h"

#include <array>
#include <deque>
#include <memory>
#include <vector>

namespace tilium::device {

struct ProcessorState;

/// Tiles on their way from the unpacker to the math thread.
struct SourceOperands {
  tilium::OperationCall call;
  std::vector<Tile> a, b; ///< SrcA and SrcB, already in register precision; empty without values.
  uint32_t countA = 1, countB = 0; ///< Tiles on each side.
  Cycle begin = 0, ready = 0;
  std::vector<std::pair<uint32_t, uint32_t>> packedPages; ///< Buffer and page, of the packer's own.
};

/// Which elements of a tile the packer keeps; it writes zeroes for the others.
enum class PackMask : uint8_t { All, FirstColumn, FirstRow, FirstElement };

/// One half (or the whole, in full sync) of DST.
struct DstSection {
  std::vector<Tile> tiles; ///< Without values, one for all.
  std::vector<bool> written;
  Tile &tile(uint32_t index) { return tiles[tiles.size() == 1 ? 0 : index]; }
};

/// Words on their way from one processor to another, with the cycle at which each arrives.
struct Mailbox {
  std::deque<std::pair<uint32_t, Cycle>> words;
  WaitList filled, emptied;
};

/// Compute state of one core. Each of the three processors only uses its own part, except for the
/// queues between them.
struct ComputeEngine {
  const ComputeConfig *config = nullptr;

  // Unpack.
  DataFormat sourceA = DataFormat::Invalid, sourceB = DataFormat::Invalid;
  tilium::OperationCall unpackInit;
  static constexpr size_t sourceBanks = 2;
  std::deque<std::unique_ptr<SourceOperands>> source;
  WaitList sourceFilled, sourceFreed;

  // Math.
  bool mathStarted = false;
  tilium::OperationCall mathInit;
  tilium::SfpuCall sfpuInit, packSfpuInit;      ///< Of the math and of the pack processor.
  std::array<float, tileSide> cumulativeSums{}; ///< What running sums down columns have reached.
  RunningStatistics statistics;
  std::array<uint32_t, 32> random{}; ///< States of the lanes' random numbers.
  std::vector<DstSection> sections;
  uint32_t mathSection = 0, packSection = 0;
  uint32_t freeSections = 0, committedSections = 0;
  bool mathHolds = false, packHolds = false;
  WaitList dstFreed, dstCommitted;
  uint64_t sectionsFilled = 0, sectionsPacked = 0; ///< Up to now, the ones at hand included.
  /// By producer: pushes of the packer, and of others into memory that buffers share; which one the
  /// unpacker has waited for last.
  std::array<uint64_t, 5> pushes{}, pushesSeen{};
  std::deque<Cycle> commits;                    ///< When the packer sees each committed section.
  DataFormat dstFormat = DataFormat::Float16_b; ///< Of 16-bit DST: follows SrcA.

  /// By sender and receiver: BRISC, unpack, math, pack.
  static constexpr size_t mailboxDepth = 4;
  std::array<std::array<Mailbox, 4>, 4> mailboxes;

  // Pack.
  DataFormat packFormat = DataFormat::Invalid;
  bool packAccumulate = false;
  PackMask packMask = PackMask::All;
  uint32_t reluMode = 0, reluThreshold = 0;

  void configure(const ComputeConfig &compute, uint32_t capacity, bool withValues);
  uint32_t capacity() const { return static_cast<uint32_t>(sections[0].written.size()); }
};

/// The unpack processor's part of an operation, and the math processor's.
void unpackOperands(ProcessorState &self, const tilium::OperationCall &call, tilium::Site site);
void computeOperation(ProcessorState &self, const tilium::OperationCall &call, tilium::Site site);
void initSfpu(ProcessorState &self, const tilium::SfpuCall &call, tilium::Site site);
void runSfpu(ProcessorState &self, const tilium::SfpuCall &call, tilium::Site site);
void runStatistics(ProcessorState &self, const tilium::StatisticsCall &call, tilium::Site site);
void packTile(ProcessorState &self, uint32_t dst, uint32_t cb, uint32_t index, bool outOfOrder,
              tilium::Site site);
/// Packs DST tiles as rows, the pack processor's part of `pack_untilize`.
void packRows(ProcessorState &self, const tilium::UntilizeCall &call, tilium::Site site);
/// Transposes a DST tile in place.
void transposeDest(ProcessorState &self, const tilium::OperationCall &call, tilium::Site site);
const char *operationName(tilium::Operation operation);
const char *sfpuName(tilium::Sfpu function);
/// Fails unless the math (pack) processor holds a section of DST.
void checkHoldsDst(ProcessorState &self, tilium::Site site);
/// The DST tile `index` of the section that the math (pack) processor holds; checks ownership and
/// range, and, if it is read, that something was written to it.
Tile &dstTile(ProcessorState &self, uint32_t index, bool read, tilium::Site site);
/// Rounds a tile to what DST keeps.
void keepInDst(const ProcessorState &self, Tile &tile);

} // namespace tilium::device

#endif // TILIUM_DEVICE_TENSIX_COMPUTEENGINE_H
