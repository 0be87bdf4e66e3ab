//===- LenientTest.cpp - Runs that go on after a fault --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

struct Case {
  const char *name, *what, *with;
  const char *processor; ///< Who is told.
};

/// Sums of two tensors, with a change of the handover of DST.
std::string sumWith(const std::string &what, const std::string &with) {
  std::string text = computeText("  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n",
                                 "    add_tiles(0, 1, 0, 0, 0);\n");
  size_t place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), with);
}

class LenientDst : public testing::TestWithParam<Case> {};

TEST_P(LenientDst, ReportsAndGoesOn) {
  std::string compute = computeText("  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n",
                                    "    add_tiles(0, 1, 0, 0, 0);\n");
  size_t place = compute.find(GetParam().what);
  ASSERT_NE(place, std::string::npos);
  compute.replace(place, std::string(GetParam().what).size(), GetParam().with);
  SingleCore program;
  RunOptions options;
  options.lenient = true;
  RunReport report = program.run(goodReader, compute, goodWriter, options);
  ASSERT_FALSE(report.faults.empty());
  const DeviceError &fault = report.faults[0].fault;
  EXPECT_EQ(fault.rule(), Rule::DstOutsideAcquire) << fault.what();
  EXPECT_EQ(fault.processor(), GetParam().processor);
  for (float value : program.result())
    ASSERT_EQ(value, 3.0f);
}

INSTANTIATE_TEST_SUITE_P(
    Handover, LenientDst,
    testing::Values(Case{"AcquireTwice", "    tile_regs_acquire();\n",
                         "    tile_regs_acquire();\n    tile_regs_acquire();\n", "math"},
                    // The wait of the hardware only looks: what is left out is luck's.
                    Case{"NoAcquire", "    tile_regs_acquire();\n", "", "math"},
                    Case{"WaitTwice", "    tile_regs_wait();\n",
                         "    tile_regs_wait();\n    tile_regs_wait();\n", "pack"},
                    // Both sides step over a section together.
                    Case{"CommitAndReleaseTwice", "    tile_regs_release();\n",
                         "    tile_regs_release();\n    release_dst();\n", "math"}),
    [](const testing::TestParamInfo<Case> &info) { return std::string(info.param.name); });

TEST(Lenient, AReleaseThatComesTooEarlyIsLost) {
  SingleCore program;
  std::vector<Rule> told;
  RunOptions options;
  options.lenient = true;
  options.onFault = [&](const DeviceError &fault) { told.push_back(fault.rule()); };
  try {
    program.run(goodReader, sumWith("    tile_regs_wait();\n", ""), goodWriter, options);
    FAIL() << "no error";
  } catch (const DeviceError &error) {
    // The counter does not go below zero, so that math waits for a release for ever.
    EXPECT_EQ(error.rule(), Rule::Deadlock) << error.what();
    EXPECT_EQ(error.processor(), "math");
  }
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told[0], Rule::DstOutsideAcquire);
}

} // namespace
