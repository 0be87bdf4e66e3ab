//===- TimingTest.cpp - The model of time and its account -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include "core/VectorTiming.h"
#include "noc/Network.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

const std::string setup = "  compute_kernel_hw_startup(0, 1, 16);\n  mul_init(0, 1);\n"
                          "  exp_tile_init();\n";
const std::string body = "    mul_init(0, 1);\n    mul_tiles(0, 1, 0, 0, 0);\n"
                         "    exp_tile_init();\n    exp_tile(0);\n";

TEST(Timing, WithoutValuesTheCyclesAreTheSame) {
  SingleCore program;
  RunOptions options;
  options.trace = true;
  RunReport with = program.run(goodReader, computeText(setup, body), goodWriter, options);
  options.timingOnly = true;
  RunReport without = program.run(goodReader, computeText(setup, body), goodWriter, options);
  EXPECT_EQ(with.toJson(), without.toJson());
  EXPECT_TRUE(with.trace == without.trace);
  EXPECT_TRUE(with.occupancy == without.occupancy);
}

TEST(Timing, WithoutValuesTheRulesHold) {
  SingleCore program;
  RunOptions options;
  options.timingOnly = true;
  std::string compute = computeText(setup, body + "    mul_tiles(0, 1, 0, 0, 9);\n");
  EXPECT_THROW(program.run(goodReader, compute, goodWriter, options), DeviceError);
}

TEST(Timing, AccountAddsUp) {
  SingleCore program;
  RunOptions options;
  options.trace = true;
  RunReport report = program.run(goodReader, computeText(setup, body), goodWriter, options);
  for (const ProcessorReport &line : report.processors) {
    uint64_t waits = 0, work = 0;
    for (uint64_t cycles : line.waitCycles)
      waits += cycles;
    for (uint64_t cycles : line.workCycles)
      work += cycles;
    EXPECT_EQ(line.busyCycles, work) << line.processor;
    EXPECT_EQ(line.endCycle, line.busyCycles + waits) << line.processor;
  }
  uint64_t dram = 0;
  for (const DramBankReport &bank : report.dramBanks)
    dram += bank.traffic.bytes;
  EXPECT_EQ(dram, 3u * SingleCore::tiles * 2048);
  ASSERT_EQ(report.circularBuffers.size(), 3u);
  for (const CircularBufferReport &buffer : report.circularBuffers) {
    EXPECT_EQ(buffer.pushed, SingleCore::tiles);
    EXPECT_LE(buffer.highest, SingleCore::depth);
    EXPECT_GT(buffer.average, 0.0);
  }
  // Every push and pop is a sample; every buffer ends empty.
  EXPECT_EQ(report.occupancy.size(), 3u * 2 * SingleCore::tiles);
  auto json = nlohmann::json::parse(report.toJson());
  EXPECT_EQ(json["circular_buffers"].size(), 3u);
  EXPECT_GT(json["noc_links"].size(), 0u);
  auto trace = nlohmann::json::parse(report.toChromeTrace());
  EXPECT_EQ(trace["traceEvents"].size(), report.trace.size() + report.occupancy.size());
}

TEST(Timing, LinesAddUpToTheProcessors) {
  SingleCore program;
  RunOptions options;
  const std::string compute = computeText(setup, body);
  RunReport plain = program.run(goodReader, compute, goodWriter, options);
  EXPECT_TRUE(plain.lines.empty());
  options.trace = true;
  RunReport report = program.run(goodReader, compute, goodWriter, options);
  EXPECT_EQ(report.totalCycles, plain.totalCycles);
  for (const ProcessorReport &processor : report.processors) {
    LineReport sum;
    for (const LineReport &line : report.lines) {
      if (line.processor != processor.processor)
        continue;
      EXPECT_EQ(line.kernel, processor.kernel);
      EXPECT_EQ(line.cores, 1u);
      sum.cycles += line.cycles;
      for (size_t i = 0; i < std::size(sum.workCycles); ++i)
        sum.workCycles[i] += line.workCycles[i];
      for (size_t i = 0; i < std::size(sum.waitCycles); ++i)
        sum.waitCycles[i] += line.waitCycles[i];
    }
    EXPECT_EQ(sum.cycles, processor.endCycle) << processor.processor;
    for (size_t i = 0; i < std::size(sum.workCycles); ++i)
      EXPECT_EQ(sum.workCycles[i], processor.workCycles[i]) << processor.processor;
    for (size_t i = 0; i < std::size(sum.waitCycles); ++i)
      EXPECT_EQ(sum.waitCycles[i], processor.waitCycles[i]) << processor.processor;
  }
}

/// The number of the line of `text` that has `part`.
int lineOf(const std::string &text, const std::string &part) {
  size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
}

TEST(Timing, LinesAreThoseOfTheCalls) {
  SingleCore program;
  RunOptions options;
  options.trace = true;
  const std::string compute = computeText(setup, body);
  const int exponential = lineOf(compute, "    exp_tile(0);");
  RunReport report = program.run(goodReader, compute, goodWriter, options);
  uint64_t vectorCycles = 0, slices = 0;
  for (const LineReport &line : report.lines) {
    if (line.processor != "math")
      continue;
    uint64_t cycles = line.workCycles[static_cast<size_t>(WorkKind::Vector)];
    EXPECT_EQ(cycles > 0, line.line == exponential) << line.line;
    if (line.line == exponential)
      EXPECT_EQ(line.calls, SingleCore::tiles);
    vectorCycles += cycles;
  }
  EXPECT_GT(vectorCycles, 0u);
  for (const TraceSlice &slice : report.trace)
    if (slice.processor == std::string("math") && slice.line == exponential) {
      slices += !slice.waiting;
      EXPECT_EQ(slice.file, std::string("compute.cpp"));
    }
  EXPECT_EQ(slices, SingleCore::tiles);
}

TEST(Timing, EveryVectorFunctionHasItsCycles) {
  for (const char *name : {"wormhole_b0", "blackhole"})
    for (int value = 1; value < static_cast<int>(tilium::Sfpu::Count); ++value) {
      auto function = static_cast<tilium::Sfpu>(value);
      if (function == tilium::Sfpu::ScalarInit || function == tilium::Sfpu::SumInteger ||
          function == tilium::Sfpu::RowInit || function == tilium::Sfpu::ColumnInit ||
          function == tilium::Sfpu::TwoPassStatistics || function == tilium::Sfpu::OnlineStatistics)
        continue; // Inits, no functions.
      const Architecture &architecture = *findArchitecture(name);
      uint32_t accurate = vectorCycles(architecture, function, false);
      EXPECT_GT(accurate, 0u) << value;
      EXPECT_LE(vectorCycles(architecture, function, true), accurate) << value;
    }
}

TEST(Timing, StatisticsTakeTheCyclesOfTheirInstructions) {
  const Architecture &architecture = *findArchitecture("wormhole_b0");
  tilium::StatisticsCall call;
  for (int step = 0; step <= static_cast<int>(tilium::StatisticsStep::FinishCombinedFace); ++step) {
    call.step = static_cast<tilium::StatisticsStep>(step);
    EXPECT_GT(statisticsCycles(architecture, call), 0u) << step;
  }
  // Eight blocks of four rows, each loaded by six instructions; of two sums nine more.
  call.step = tilium::StatisticsStep::UpdateSums;
  call.twoSums = true;
  EXPECT_EQ(statisticsCycles(architecture, call), 8u * 15);
  call.firstRow = 30, call.rows = 1; // In a block that counts in part, three a row and one.
  EXPECT_EQ(statisticsCycles(architecture, call), 6u + 3 + 1);
  call.rows = 0;
  EXPECT_EQ(statisticsCycles(architecture, call), 0u);
  // Without a table each row divides.
  call.step = tilium::StatisticsStep::UpdateOnline;
  call.rows = 2;
  uint32_t divided = divisionCycles(call);
  EXPECT_GT(divided, 0u);
  const uint32_t table[] = {0, 0};
  call.reciprocals = table;
  EXPECT_EQ(divisionCycles(call), 0u);
}

class NetworkTest : public testing::Test {
protected:
  const Architecture &architecture = *findArchitecture("wormhole_b0");
  Network network{architecture};
  Endpoint core(uint32_t x, uint32_t y) const { return {false, y * architecture.gridX + x}; }
};

TEST_F(NetworkTest, RoundTripsGoAroundTheRing) {
  // There and back along one axis is the whole ring, however near the other core is.
  TransferTimes near = network.read(core(0, 0), core(0, 1), 0, 64, 0);
  TransferTimes far = Network(architecture).read(core(0, 0), core(0, 6), 0, 64, 0);
  EXPECT_EQ(near.arrival, far.arrival);
  TransferTimes both = Network(architecture).read(core(0, 0), core(3, 3), 0, 64, 0);
  EXPECT_EQ(both.arrival - near.arrival, architecture.nocColumns * 9u);
}

TEST_F(NetworkTest, SharedLinksDivideTheirBandwidth) {
  // Two cores of one row send through the same links to one column.
  Cycle alone = Network(architecture).write(core(1, 0), core(6, 0), 0, 8192, 0).arrival;
  network.write(core(0, 0), core(7, 0), 0, 8192, 0);
  EXPECT_GT(network.write(core(1, 0), core(6, 0), 0, 8192, 0).arrival, alone + 200);
  EXPECT_EQ(network.write(core(0, 5), core(7, 5), 0, 8192, 0).arrival,
            Network(architecture).write(core(0, 0), core(7, 0), 0, 8192, 0).arrival);
}

TEST_F(NetworkTest, WhatStartsLaterDelaysNothingBefore) {
  // A response that will leave core 1 in a few hundred cycles does not hold the link now.
  network.read(core(7, 0), core(1, 0), 0, 8192, 0);
  EXPECT_EQ(network.write(core(1, 0), core(3, 0), 0, 64, 1).arrival,
            Network(architecture).write(core(1, 0), core(3, 0), 0, 64, 1).arrival);
}

TEST_F(NetworkTest, MulticastReservesItsTree) {
  std::vector<Endpoint> row;
  for (uint32_t x = 1; x < 8; ++x)
    row.push_back(core(x, 0));
  TransferTimes one = network.multicast(core(0, 0), row, 0, 8192, 0);
  TransferTimes two = network.multicast(core(0, 0), row, 0, 8192, 0);
  EXPECT_GE(two.departure - one.departure, 257u + 8 * 18);
  EXPECT_EQ(network.linkLoads().size(), 8u); // A gap between the columns of cores is passed, too.
}

} // namespace
