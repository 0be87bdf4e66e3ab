//===- SfpuLanes.cpp - The vector engine's own loads and stores -----------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels that program the vector engine (sfpi.h) calculate with 32 lanes at once. Here are their
// ways from DST and back; between them only cycles are counted.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "tensix/EngineParts.h"

namespace tilium::device {

using tilium::Site;

namespace {

constexpr uint32_t laneCount = 32, partsOfTile = tileElements / laneCount;
constexpr uint32_t rowsOfPart = 4, partsOfFace = partsOfTile / 4;

/// The element of a tile that a lane holds. A face has its even and its odd columns in turn, four
/// rows at a time.
float &element(Tile &tile, uint32_t part, uint32_t lane) {
  uint32_t face = part / partsOfFace, inFace = part % partsOfFace;
  uint32_t row = inFace / 2 * rowsOfPart + lane / 8;
  uint32_t column = lane % 8 * 2 + inFace % 2;
  return tile.at(face / 2 * faceSide + row, face % 2 * faceSide + column);
}

/// What a store leaves of a number in DST: 16 bits are cut, not rounded.
float kept(const ComputeEngine &engine, float value) {
  if (engine.config->fp32DestAccEn)
    return value;
  return engine.dstFormat == DataFormat::Float16 ? keepFloat16(truncateToTf32(value))
                                                 : truncateToBfloat16(value);
}

} // namespace

void moveLanes(ProcessorState &self, const LaneMove &move, Site site) {
  self.enter(site, 1);
  Tile &tile = dstTile(self, move.place / partsOfTile, !move.store, site);
  self.engineWorks(WorkKind::Vector, move.cycles + 1, "sfpi");
  if (self.machine.options.timingOnly)
    return;
  for (uint32_t lane = 0; lane < laneCount; ++lane) {
    if (!(move.lanes >> lane & 1))
      continue;
    float &number = element(tile, move.place % partsOfTile, lane);
    if (move.store)
      number = kept(self.core.engine, move.values[lane]);
    else
      move.values[lane] = number;
  }
}

} // namespace tilium::device
