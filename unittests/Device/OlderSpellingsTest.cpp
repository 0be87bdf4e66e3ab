//===- OlderSpellingsTest.cpp - Kernels of before TT-Metalium 0.81 --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// A compute kernel as they were written until 2025; `body` for each of four tiles.
std::string kernelText(const std::string &setup, const std::string &body,
                       const std::string &header) {
  return "#include \"compute_kernel_api/eltwise_unary/eltwise_unary.h\"\n"
         "#include \"compute_kernel_api/" +
         header +
         "\"\n"
         "namespace NAMESPACE {\nvoid MAIN {\n"
         "  constexpr auto in0 = tt::CB::c_in0, in1 = tt::CB::c_in1, out = tt::CB::c_out0;\n" +
         setup +
         "  for (uint32_t i = 0; i < 4; ++i) {\n"
         "    cb_wait_front(in0, 1);\n    cb_wait_front(in1, 1);\n"
         "    cb_reserve_back(out, 1);\n    acquire_dst();\n" +
         body +
         "    pack_tile(0, out);\n    release_dst();\n"
         "    cb_push_back(out, 1);\n    cb_pop_front(in0, 1);\n    cb_pop_front(in1, 1);\n"
         "  }\n}\n}\n";
}

std::vector<float> resultOf(const std::string &text) {
  SingleCore program;
  std::vector<float> values(4096), twos(4096, 0.0f);
  for (uint32_t i = 0; i < 4096; ++i) {
    values[i] = static_cast<float>(i % 128);
    // Each tile of the second operand is twice the identity.
    if (i / 32 % 32 == i % 32)
      twos[i] = 2.0f;
  }
  program.set(program.a, values);
  program.set(program.b, twos);
  program.run(goodReader, text, goodWriter);
  return program.result();
}

float first(uint32_t i) { return static_cast<float>(i % 128); }
float second(uint32_t i) { return i / 32 % 32 == i % 32 ? 2.0f : 0.0f; }

TEST(OlderSpellings, Matmul) {
  for (const char *setup : {"  mm_init(in0, in1, out);\n", "  mm_block_init(in0, in1, out);\n"}) {
    std::vector<float> result =
        resultOf(kernelText(setup,
                            std::string(setup).find("block") == std::string::npos
                                ? "    matmul_tiles(in0, in1, 0, 0, 0, false);\n"
                                : "    mm_block_init_short(in0, in1);\n"
                                  "    matmul_block(in0, in1, 0, 0, 0, false, 1, 1, 1);\n",
                            "matmul.h"));
    for (uint32_t i = 0; i < 4096; ++i)
      ASSERT_EQ(result[i], 2 * first(i)) << setup << i;
  }
}

TEST(OlderSpellings, EltwiseBinary) {
  std::vector<float> result = resultOf(kernelText(
      "  binary_op_init_common(in0, in1, out);\n",
      "    sub_tiles_init(in0, in1);\n    sub_tiles(in0, in1, 0, 0, 0);\n", "eltwise_binary.h"));
  for (uint32_t i = 0; i < 4096; ++i)
    ASSERT_EQ(result[i], first(i) - second(i)) << i;
}

TEST(OlderSpellings, Broadcast) {
  std::vector<float> result = resultOf(
      kernelText("  init_bcast<EltwiseBinaryType::ELWMUL, BroadcastType::ROW>(in0, in1, out);\n",
                 "    mul_bcast_rows_init_short(in0, in1);\n"
                 "    mul_tiles_bcast_rows(in0, in1, 0, 0, 0);\n",
                 "bcast.h"));
  for (uint32_t i = 0; i < 4096; ++i)
    ASSERT_EQ(result[i], i % 32 == 0 ? 2 * first(i) : 0.0f) << i;
}

TEST(OlderSpellings, Transpose) {
  std::vector<float> result = resultOf(kernelText(
      "  transpose_wh_init(in0, out);\n", "    transpose_wh_tile(in0, 0, 0);\n", "transpose_wh.h"));
  for (uint32_t i = 0; i < 4096; ++i) {
    uint32_t row = i / 32 % 32, column = i % 32;
    ASSERT_EQ(result[i], first(column * 32 + row)) << i;
  }
}

TEST(OlderSpellings, TileMoveCopy) {
  std::vector<float> result = resultOf(
      kernelText("  unary_op_init_common(in0, out);\n",
                 "    copy_tile_to_dst_init_short_with_dt(in1, in0);\n    copy_tile(in0, 0, 0);\n",
                 "tile_move_copy.h"));
  for (uint32_t i = 0; i < 4096; ++i)
    ASSERT_EQ(result[i], first(i)) << i;
}

// Names of the vector engine without their namespace, and without a header of their own.
TEST(OlderSpellings, FunctionsInLanes) {
  const std::string lanes = "#ifdef TRISC_MATH\n"
                            "void square() {\n  for (size_t i = 0; i < 8; i++) {\n"
                            "    vFloat x = dst_reg[i];\n    vFloat y = x * x;\n"
                            "    v_if(y > 9.0f) { y = 9.0f; }\n    v_endif;\n"
                            "    dst_reg[i] = y;\n  }\n}\n#endif\n";
  std::string text =
      kernelText("  init_sfpu(in0, out);\n",
                 "    copy_tile(in0, 0, 0);\n"
                 "    MATH((_llk_math_eltwise_unary_sfpu_params_<false>(square, 0)));\n",
                 "common.h");
  text.insert(text.find("namespace NAMESPACE"), lanes);
  std::vector<float> result = resultOf(text);
  for (uint32_t i = 0; i < 4096; ++i) {
    auto x = static_cast<float>(i % 128);
    ASSERT_EQ(result[i], std::min(x * x, 9.0f)) << i;
  }
}

} // namespace
