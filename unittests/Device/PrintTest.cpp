//===- PrintTest.cpp - What kernels print ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace tilium::device;
using namespace tilium::device::test;

TEST(Print, LinesNameCoreAndProcessor) {
  // Printing is decided once in a process.
  setenv("TT_METAL_DPRINT_CORES", "all", 1);
  std::string compute = computeText(
      "  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n"
      "  DPRINT_MATH(DPRINT << \"n = \" << uint32_t(42) << ' ' << -3 << ENDL());\n"
      "  DPRINT_PACK(DPRINT << HEX() << uint32_t(255) << DEC() << SETW(5) << 7);\n"
      "  DPRINT_PACK(DPRINT << \" end\" << ENDL() << SETPRECISION(3) << 0.5f << '\\n');\n",
      "    add_tiles(0, 1, 0, 0, 0);\n");
  compute = "#include \"api/debug/dprint.h\"\n" + compute;
  SingleCore program;
  testing::internal::CaptureStdout();
  program.run(goodReader, compute, goodWriter);
  std::string text = testing::internal::GetCapturedStdout();
  EXPECT_NE(text.find("(0,0) math: n = 42 -3\n"), std::string::npos) << text;
  EXPECT_NE(text.find("(0,0) pack: ff    7 end\n"), std::string::npos) << text;
  EXPECT_NE(text.find("(0,0) pack: 0.5\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("unpack"), std::string::npos) << text;
}
