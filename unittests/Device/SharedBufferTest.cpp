//===- SharedBufferTest.cpp - Two circular buffers on the same memory -----===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// Fills pages by way of buffer 0 and pushes them to both.
const std::string reader = "  for (uint32_t i = 0; i < 4; ++i) {\n"
                           "    cb_reserve_back(0, 1);\n"
                           "    noc_async_read_page(i, a, get_write_ptr(0));\n"
                           "    noc_async_read_barrier();\n"
                           "    cb_push_back(0, 1);\n"
                           "    cb_reserve_back(1, 1);\n"
                           "    cb_push_back(1, 1);\n"
                           "  }\n";
const std::string sum = computeText("  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n",
                                    "    add_tiles(0, 1, 0, 0, 0);\n");

std::vector<float> run(const std::string &reader, const std::string &compute) {
  SingleCore program;
  program.shareInputs = true;
  program.fill(program.a, 3.0f);
  program.run(reader, compute, goodWriter);
  return program.result();
}

Rule ruleOf(const std::string &reader, const std::string &compute) {
  try {
    run(reader, compute);
  } catch (const DeviceError &error) {
    return error.rule();
  }
  return Rule::Unsupported;
}

TEST(SharedBuffer, PagesReservedInOneMayBeFilled) {
  EXPECT_EQ(run(reader, sum), std::vector<float>(4096, 6.0f));
}

TEST(SharedBuffer, PagesThatTheOtherOneStillHoldsMayNot) {
  std::string late = sum;
  const std::string pop = "    cb_pop_front(1, 1);\n";
  size_t at = late.find(pop);
  ASSERT_NE(at, std::string::npos);
  late.replace(at, pop.size(), "    if (i == 3) cb_pop_front(1, 4);\n");
  EXPECT_EQ(ruleOf(reader, late), Rule::CbOverflow);
}

TEST(SharedBuffer, WhoWaitsForTheLastPushKnowsOfTheOneBefore) {
  auto without = [](const std::string &line) {
    std::string text = sum;
    size_t at = text.find(line);
    EXPECT_NE(at, std::string::npos) << line;
    // Both operands by way of the buffer that is waited for.
    std::string call = "add_tiles(0, 1, 0, 0, 0)", one = line.substr(line.find('(') + 1, 1);
    std::string other = one == "0" ? "1" : "0";
    text.replace(at, line.size(), "");
    text.replace(text.find(call), call.size(), "add_tiles(" + other + ", " + other + ", 0, 0, 0)");
    return text;
  };
  EXPECT_EQ(run(reader, without("    cb_wait_front(0, 1);\n")), std::vector<float>(4096, 6.0f));
  // The other way round the pages may not be there yet.
  EXPECT_EQ(ruleOf(reader, without("    cb_wait_front(1, 1);\n")), Rule::CbUnderflow);
}

TEST(SharedBuffer, PagesReservedInNeitherMayNot) {
  std::string bold = reader;
  const std::string reserve = "    cb_reserve_back(0, 1);\n";
  bold.replace(bold.find(reserve), reserve.size(), "    if (i == 0) cb_reserve_back(0, 1);\n");
  EXPECT_EQ(ruleOf(bold, sum), Rule::CbOverflow);
}

} // namespace
