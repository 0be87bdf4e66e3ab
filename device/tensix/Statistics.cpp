//===- Statistics.cpp - Means and variances in registers ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The calls of api/compute/welford.h: means and squared differences down the 32 columns of tiles,
// by Welford's recurrence, or in two passes around an anchor. Sums are made in the order of the
// vendor's kernels, each product and each sum rounded.
//
// A register has the columns of a tile in its lanes: even ones, then odd ones of each face.
//
//===----------------------------------------------------------------------===//

#include "tensix/Statistics.h"

#include "core/Machine.h"
#include "core/VectorTiming.h"
#include "tensix/VectorLanes.h"

#include <string>

namespace tilium::device {

using tilium::Sfpu;
using tilium::Site;
using tilium::StatisticsCall;
using tilium::StatisticsStep;

namespace {

using Lanes = std::array<float, vectorLanes>;

constexpr uint32_t columnOf(uint32_t lane) {
  uint32_t group = lane / 8;
  return group / 2 * faceSide + lane % 8 * 2 + group % 2;
}

template <typename Body>
Lanes lanewise(Body body) {
  Lanes result;
  for (uint32_t lane = 0; lane < vectorLanes; ++lane)
    result[lane] = body(lane);
  return result;
}

Lanes operator+(const Lanes &a, const Lanes &b) {
  return lanewise([&](uint32_t i) { return vectorAdd(a[i], b[i]); });
}
Lanes operator-(const Lanes &a, const Lanes &b) {
  return lanewise([&](uint32_t i) { return vectorSubtract(a[i], b[i]); });
}
Lanes operator*(const Lanes &a, const Lanes &b) {
  return lanewise([&](uint32_t i) { return vectorMultiply(a[i], b[i]); });
}
Lanes operator*(const Lanes &a, float factor) {
  return lanewise([&](uint32_t i) { return vectorMultiply(a[i], factor); });
}

/// One step: the registers of its core, the tiles it is for.
class Step {
public:
  Step(ProcessorState &self, const StatisticsCall &call, Site site)
      : self(self), call(call), site(site), engine(self.core.engine), kept(engine.statistics) {}

  void checkRows() const;
  void checkTable() const;
  void run();

private:
  bool values() const { return !self.machine.options.timingOnly; }
  float reciprocal() const { return std::bit_cast<float>(call.reciprocal); }
  float reciprocalOf(uint32_t row) const {
    uint32_t index = call.index + row - call.firstRow;
    return call.reciprocals ? std::bit_cast<float>(call.reciprocals[index])
                            : 1.0f / static_cast<float>(index + 1);
  }
  Tile &tile(uint32_t offset, bool read) const {
    return dstTile(self, call.tile + offset, read, site);
  }
  const Lanes &need(const KeptRegister &from, const char *what) const;
  static void hold(KeptRegister &target, const Lanes &lanes) { target = {lanes, true}; }
  Lanes rowOf(const Tile &from, uint32_t row) const {
    return lanewise([&](uint32_t lane) { return from.at(row, columnOf(lane)); });
  }
  Lanes load(uint32_t offset, uint32_t place) const;
  void store(uint32_t offset, uint32_t dstRow, const Lanes &lanes) const;
  void storeRow(uint32_t offset, uint32_t row, const Lanes &lanes) const;
  void addUpSums();

  void updateOnline();
  void updateSums();
  void updateSquares();
  void finishMean();
  void combineBlock();
  void saveState();
  void finishRow();
  void finishSplitRow();
  void finishFace();
  void finishCombinedFace();

  ProcessorState &self;
  const StatisticsCall &call;
  Site site;
  ComputeEngine &engine;
  RunningStatistics &kept;
};

const Lanes &Step::need(const KeptRegister &from, const char *what) const {
  if (!from.held)
    self.violate(Rule::UninitialisedRead,
                 std::string("the vector engine's registers hold no ") + what +
                     ": the statistics were never begun, or another function of the engine has "
                     "run since; save the state to DST and restore it",
                 site);
  return from.lane;
}

/// Four rows of every other column of a tile's faces, as a state is saved.
Lanes Step::load(uint32_t offset, uint32_t place) const {
  const Tile &from = tile(offset, true);
  return lanewise([&](uint32_t lane) {
    LanePlace at(place * 4, lane);
    return from.at(at.row, at.column);
  });
}
void Step::store(uint32_t offset, uint32_t dstRow, const Lanes &lanes) const {
  Tile &target = tile(offset, false);
  for (uint32_t lane = 0; lane < vectorLanes && values(); ++lane) {
    LanePlace at(dstRow, lane);
    target.at(at.row, at.column) = storedInDst(engine, lanes[lane]);
  }
}
/// A row of the results, and zeros in the three rows that are stored with it.
void Step::storeRow(uint32_t offset, uint32_t row, const Lanes &lanes) const {
  Tile &target = tile(offset, false);
  for (uint32_t lane = 0; lane < vectorLanes && values(); ++lane) {
    target.at(row, columnOf(lane)) = storedInDst(engine, lanes[lane]);
    for (uint32_t below = 1; below < 4; ++below)
      target.at(row + below, columnOf(lane)) = 0;
  }
}

/// The sum of rows that went to two sums in turn.
void Step::addUpSums() {
  need(kept.sum, "sum");
  if (!call.twoSums)
    return;
  hold(kept.sum, kept.sum.lane + need(kept.secondSum, "second sum"));
}

void Step::checkRows() const {
  if (call.firstRow + call.rows > tileSide || (call.anchor && call.rows == 0))
    self.fail(Rule::ArgumentRange,
              "statistics of " + std::to_string(call.rows) + " rows from row " +
                  std::to_string(call.firstRow) + " of a tile: it has 32",
              site);
}

void Step::checkTable() const {
  uint32_t end = call.index + (call.reciprocals ? call.rows : 1);
  if (call.reciprocalCount != 0 && end > call.reciprocalCount)
    self.fail(Rule::ArgumentRange,
              "statistics take the reciprocals from " + std::to_string(call.index) + " to before " +
                  std::to_string(end) + " of a table of " + std::to_string(call.reciprocalCount),
              site);
}

/// Welford's recurrence, row by row.
void Step::updateOnline() {
  Lanes mean = need(kept.mean, "mean"), squares = need(kept.sum, "sum of squares");
  const Tile &from = tile(0, true);
  for (uint32_t row = call.firstRow; row < call.firstRow + call.rows && values(); ++row) {
    Lanes value = rowOf(from, row), difference = value - mean;
    mean = difference * reciprocalOf(row) + mean;
    squares = difference * (value - mean) + squares;
  }
  hold(kept.mean, mean);
  hold(kept.sum, squares);
}

void Step::updateSums() {
  const Tile &from = tile(0, true);
  if (call.anchor) {
    hold(kept.mean, rowOf(from, call.firstRow));
    hold(kept.sum, {});
    if (call.twoSums)
      hold(kept.secondSum, {});
  }
  const Lanes &anchor = need(kept.mean, "anchor");
  need(kept.sum, "sum");
  if (call.twoSums)
    need(kept.secondSum, "second sum");
  for (uint32_t row = call.firstRow; row < call.firstRow + call.rows && values(); ++row) {
    Lanes &sum = call.twoSums && row % 2 ? kept.secondSum.lane : kept.sum.lane;
    sum = sum + (rowOf(from, row) - anchor);
  }
}

void Step::updateSquares() {
  const Tile &from = tile(0, true);
  const Lanes &mean = need(kept.mean, "mean");
  need(kept.sum, "sum of squares");
  if (call.twoSums)
    need(kept.secondSum, "second sum of squares");
  for (uint32_t row = call.firstRow; row < call.firstRow + call.rows && values(); ++row) {
    Lanes &sum = call.twoSums && row % 2 ? kept.secondSum.lane : kept.sum.lane;
    Lanes difference = rowOf(from, row) - mean;
    sum = difference * difference + sum;
  }
  if (!call.twoSums)
    kept.secondSum.held = false; // Differences go there.
}

void Step::finishMean() {
  Lanes anchor = need(kept.mean, "anchor");
  addUpSums();
  hold(kept.mean, kept.sum.lane * reciprocal() + anchor);
  kept.anchor = {anchor, call.anchor};
  hold(kept.sum, {});
  hold(kept.secondSum, {});
}

/// Chan's formula for two sets of values.
void Step::combineBlock() {
  addUpSums();
  Lanes mean = load(0, call.place), squares = load(1, call.place);
  float count = std::bit_cast<float>(call.count), share = vectorMultiply(reciprocal(), count);
  float weight = vectorAdd(vectorMultiply(share, -count), count);
  Lanes difference = need(kept.mean, "mean") - mean;
  hold(kept.mean, difference * share + mean);
  hold(kept.sum, squares + kept.sum.lane + difference * difference * weight);
  hold(kept.secondSum, {});
  kept.anchor.held = false;
  store(0, call.place * 4, kept.mean.lane);
  store(1, call.place * 4, kept.sum.lane);
}

void Step::saveState() {
  addUpSums();
  store(0, call.place * 4, need(kept.mean, "mean"));
  store(1, call.place * 4, kept.sum.lane);
  if (call.twoSums)
    hold(kept.secondSum, {});
}

void Step::finishRow() {
  addUpSums();
  Lanes variance = kept.sum.lane * reciprocal();
  if (call.option)
    storeRow(0, 0, need(kept.mean, "mean"));
  storeRow(1, 0, variance);
  kept.forget();
}

/// Anchor and anchor minus mean in two rows of one tile, so that what is far from zero cancels
/// before it is rounded.
void Step::finishSplitRow() {
  addUpSums();
  const Lanes &anchor = need(kept.anchor, "anchor; keep it when the mean is finished");
  storeRow(0, 0, anchor);
  storeRow(0, faceSide, anchor - need(kept.mean, "mean"));
  storeRow(1, 0, kept.sum.lane * reciprocal());
  kept.forget();
}

void Step::finishFace() {
  addUpSums();
  hold(kept.sum, kept.sum.lane * reciprocal());
  store(0, call.place * 4, need(kept.mean, "mean"));
  store(1, call.place * 4, kept.sum.lane);
  hold(kept.secondSum, {});
}

/// The sum of all lanes: halves of the eight in each group first, then the four groups.
float sumOfLanes(Lanes lanes) {
  for (uint32_t distance : {4u, 2u, 1u})
    lanes = lanewise([&](uint32_t lane) {
      return vectorAdd(lanes[lane], lanes[lane / 8 * 8 + (lane + 8 - distance) % 8]);
    });
  float sum = lanes[0];
  for (uint32_t group = 1; group < 4; ++group)
    sum = vectorAdd(sum, lanes[size_t{group} * 8]);
  return sum;
}

/// Mean and variance of all lanes, each for as many values, in every lane of a place. The tile
/// after the two of results is scratch.
void Step::finishCombinedFace() {
  addUpSums();
  constexpr float share = 1.0f / vectorLanes;
  Lanes variance = kept.sum.lane * reciprocal(), means = need(kept.mean, "mean"), first, centre;
  first.fill(means[0]);
  Lanes centred = means - first;
  float middle = vectorMultiply(sumOfLanes(centred), share);
  centre.fill(middle);
  // Both pass through DST.
  Lanes rest = lanewise([&](uint32_t i) { return storedInDst(engine, centred[i]); }) - centre;
  Lanes mean, total;
  mean.fill(vectorAdd(middle, storedInDst(engine, means[0])));
  total.fill(vectorMultiply(vectorAdd(sumOfLanes(rest * rest), sumOfLanes(variance)),
                            call.option ? share : 1.0f));
  for (uint32_t parity : {0u, 2u}) {
    store(2, parity, centred);
    store(2, 4 + parity, first);
    store(0, call.place * 4 + parity, mean);
    store(1, call.place * 4 + parity, total);
  }
  kept.forget();
}

void Step::run() {
  switch (call.step) {
  case StatisticsStep::Clear:
    hold(kept.mean, {});
    hold(kept.sum, {});
    if (call.twoSums)
      hold(kept.secondSum, {});
    return;
  case StatisticsStep::UpdateOnline:
    return updateOnline();
  case StatisticsStep::UpdateSums:
    return updateSums();
  case StatisticsStep::UpdateSquares:
    return updateSquares();
  case StatisticsStep::FinishMean:
    return finishMean();
  case StatisticsStep::SaveState:
    return saveState();
  case StatisticsStep::RestoreState:
    hold(kept.mean, load(0, call.place));
    return hold(kept.sum, load(1, call.place));
  case StatisticsStep::SaveAnchor:
    return store(0, call.place * 4, need(kept.anchor, "anchor"));
  case StatisticsStep::RestoreAnchor:
    return hold(kept.anchor, load(0, call.place));
  case StatisticsStep::CombineBlock:
    return combineBlock();
  case StatisticsStep::FinishRow:
    return finishRow();
  case StatisticsStep::FinishSplitRow:
    return finishSplitRow();
  case StatisticsStep::FinishFace:
    return finishFace();
  case StatisticsStep::FinishCombinedFace:
    return finishCombinedFace();
  }
}

bool isUpdate(StatisticsStep step) {
  return step == StatisticsStep::UpdateOnline || step == StatisticsStep::UpdateSums ||
         step == StatisticsStep::UpdateSquares;
}

/// The recurrence is replayed from the engine's buffer of instructions, which only welford_init
/// fills, and the init of transpositions in DST writes over; the passes need what both inits set.
void checkStatisticsInit(ProcessorState &self, const StatisticsCall &call, Site site) {
  Sfpu init = self.core.engine.sfpuInit.function;
  bool online = call.step == StatisticsStep::UpdateOnline;
  if (init == Sfpu::OnlineStatistics || (init == Sfpu::TwoPassStatistics && !online))
    return;
  self.violate(
      Rule::MissingInit,
      online ? std::string("welford_update is called, but the last SFPU init is for ") +
                   sfpuName(init) +
                   ", or that of a transposition in DST came after it; call welford_init first, "
                   "with PreserveStats to go on"
             : std::string("a function of running statistics is called, but the last "
                           "SFPU init is for ") +
                   sfpuName(init) + "; call welford_init or two_pass_stats_init_shifted first",
      site);
}

} // namespace

void runStatistics(ProcessorState &self, const StatisticsCall &call, Site site) {
  const Architecture &architecture = self.machine.architecture;
  self.enter(site, architecture.timing.computeCall + divisionCycles(call));
  if (!self.core.engine.mathStarted)
    self.fail(Rule::MissingInit, "no compute_kernel_hw_startup before the first operation", site);
  checkStatisticsInit(self, call, site);
  Step step(self, call, site);
  step.checkTable();
  if (isUpdate(call.step)) {
    step.checkRows();
    if (call.rows == 0)
      return;
  }
  self.engineWorks(WorkKind::Vector, statisticsCycles(architecture, call), "statistics");
  step.run();
}

} // namespace tilium::device
