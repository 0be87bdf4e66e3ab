//===- FaultTest.cpp - Kernels that crash or never return -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

using namespace tilium::device;
using tilium::device::test::SingleCore;

namespace {

/// The error of a reader with the body `text`; the process must survive it.
DeviceError errorOf(const std::string &text) {
  SingleCore core;
  try {
    core.run(text, "", "");
  } catch (const DeviceError &error) {
    // The device goes on: a good kernel runs after a bad one.
    SingleCore again;
    again.run("  cb_reserve_back(0, 1);\n", "", "");
    return error;
  }
  return DeviceError(Rule::Unsupported, "nothing was reported");
}

TEST(Fault, NullPointer) {
  DeviceError error = errorOf("  cb_reserve_back(0, 1);\n"
                              "  volatile uint32_t *p = reinterpret_cast<volatile uint32_t *>("
                              "get_arg_val<uint32_t>(0) * 0);\n"
                              "  *p = 1;\n");
  EXPECT_EQ(error.rule(), Rule::KernelCrash) << error.what();
  EXPECT_EQ(error.processor(), "ncrisc");
  EXPECT_EQ(error.kernel(), "reader.cpp");
  EXPECT_GT(error.line(), 0);
  EXPECT_NE(error.message().find("null pointer"), std::string::npos) << error.what();
}

TEST(Fault, WildPointer) {
  DeviceError error = errorOf("  volatile uint32_t *p = reinterpret_cast<volatile uint32_t *>("
                              "get_write_ptr(0) + 0x180000);\n"
                              "  *p = 1;\n");
  EXPECT_EQ(error.rule(), Rule::KernelCrash) << error.what();
  EXPECT_NE(error.message().find("no memory"), std::string::npos) << error.what();
}

TEST(Fault, DivisionByZero) {
  DeviceError error = errorOf("  volatile uint32_t zero = get_arg_val<uint32_t>(0) * 0;\n"
                              "  volatile uint32_t result = 7 / zero;\n  (void)result;\n");
  EXPECT_EQ(error.rule(), Rule::KernelCrash) << error.what();
  EXPECT_NE(error.message().find("divides"), std::string::npos) << error.what();
}

TEST(Fault, StackOverflow) {
  DeviceError error = errorOf("  struct Deep { static uint32_t sum(volatile uint32_t *n) {\n"
                              "    volatile uint32_t room[64]; room[*n % 64] = *n;\n"
                              "    return *n == ~0u ? 0 : sum(n) + room[*n % 64]; } };\n"
                              "  volatile uint32_t start = get_arg_val<uint32_t>(0);\n"
                              "  start = Deep::sum(&start);\n");
  EXPECT_EQ(error.rule(), Rule::KernelCrash) << error.what();
}

TEST(Fault, PollingWhatNobodyChanges) {
  DeviceError error = errorOf("  volatile tt_l1_ptr uint32_t *flag = reinterpret_cast<volatile "
                              "uint32_t *>(get_semaphore(0));\n"
                              "  while (*flag != 1) {}\n");
  EXPECT_EQ(error.rule(), Rule::Deadlock) << error.what();
  EXPECT_NE(error.message().find("polls"), std::string::npos) << error.what();
}

TEST(Fault, LoopWithoutCalls) {
  DeviceError error = errorOf("  volatile uint32_t count = get_arg_val<uint32_t>(0) | 1;\n"
                              "  while (count != 0) {}\n");
  EXPECT_EQ(error.rule(), Rule::CycleLimit) << error.what();
  EXPECT_NE(error.message().find("without calling"), std::string::npos) << error.what();
}

} // namespace
