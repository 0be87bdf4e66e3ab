//===- PrintTest.cpp - What kernels print ---------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"
#include "core/Error.h"

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

TEST(Print, FormatStrings) {
  setenv("TT_METAL_DPRINT_CORES", "all", 1);
  std::string compute =
      computeText("  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n"
                  "  DPRINT_MATH(\"alone\\n\");\n"
                  "  DEVICE_PRINT_MATH(\"{1} {0} {{}} {0:+}\\n\", 7, -3);\n"
                  "  MATH(DPRINT(\"{:#06x}|{:>8.3f}|{:<4}|{:*^5}|{:05}|{:b}\\n\", 255u, 0.5f, 'c', "
                  "\"ab\", -42, uint8_t(5)));\n"
                  "  MATH(DEVICE_PRINT(\"{} {} {} {}\\n\", 3.14159274f, 0.1f, true, "
                  "bf16_t(0x4049)));\n",
                  "    add_tiles(0, 1, 0, 0, 0);\n");
  SingleCore program;
  testing::internal::CaptureStdout();
  program.run(goodReader, compute, goodWriter);
  std::string text = testing::internal::GetCapturedStdout();
  for (const char *line : {"alone", "-3 7 {} +7", "0x00ff|   0.500|c   |*ab**|-0042|101",
                           "3.1415927 0.1 true 3.140625"})
    EXPECT_NE(text.find("(0,0) math: " + std::string(line) + "\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("pack"), std::string::npos) << text;
}

TEST(Print, FormatsThatDoNotFitTheirArguments) {
  for (const char *call : {"DPRINT(\"{} {}\", 1)", "DPRINT(\"{}\")", "DPRINT(\"{0} {}\", 1, 2)",
                           "DPRINT(\"{1}\", 1)", "DPRINT(\"{x}\", 1)", "DPRINT(\"{0}\", 1, 2)"}) {
    SingleCore program;
    try {
      program.run("  " + std::string(call) + ";\n", "", "");
      FAIL() << call << " was taken";
    } catch (const DeviceError &error) {
      EXPECT_EQ(error.rule(), Rule::KernelCompile) << error.what();
    }
  }
}

TEST(Print, SlicesOfTiles) {
  setenv("TT_METAL_DPRINT_CORES", "all", 1);
  SingleCore program;
  std::vector<float> values(4096);
  for (uint32_t i = 0; i < 4096; ++i)
    values[i] = static_cast<float>(i % 128);
  program.set(program.a, values);
  std::string reader = goodReader,
              compute = computeText(
                  "  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n",
                  "    if (i == 0) {\n"
                  "      DPRINT_UNPACK(DPRINT << TSLICE(0, 0, SliceRange{1, 3, 1, 0, 32, 16}));\n"
                  "      DPRINT_MATH(DPRINT << TSLICE(0, 0, SliceRange::hw041()));\n"
                  "    }\n"
                  "    add_tiles(0, 1, 0, 0, 0);\n");
  compute = "#include \"api/debug/dprint_tile.h\"\n" + compute;
  // What was written is seen from the write pointer. Without faces element 16 is that of row 1.
  reader.insert(reader.find("    cb_push_back(0, 1);\n"),
                "    if (i == 1) {\n"
                "      DPRINT << TileSlice(0, 0, SliceRange{0, 1, 1, 15, 18, 1}, TSLICE_INPUT_CB,"
                " TSLICE_WR_PTR, true, false);\n"
                "      DPRINT << TileSlice<8>(0, 0, SliceRange::h0_w0_32(), TSLICE_INPUT_CB);\n"
                "      DPRINT << TSLICE(0, 0, SliceRange{0, 1, 0, 0, 1, 1}, TSLICE_INPUT_CB);\n"
                "    }\n");
  reader = "  DPRINT << TSLICE(7, 0, SliceRange::hw041(), TSLICE_INPUT_CB);\n" + reader;
  testing::internal::CaptureStdout();
  program.run(reader, compute, goodWriter);
  std::string text = testing::internal::GetCapturedStdout();
  for (const char *line :
       {"unpack: 32 48\n", "unpack: 64 80\n", "math: the math processor has no circular buffers",
        "ncrisc: 15 32 33\n", "ncrisc: 0 1 2 3 <the rest of the slice does not fit 8 bytes>\n",
        "ncrisc: the slice has a step of 0", "ncrisc: there is no such circular buffer"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "is not in\n" << text;
}
