//===- LowLevelTest.cpp - What kernels call below the compute API ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"
#include "core/Error.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

/// Float32 tiles whose elements are `value(row, column)`.
template <typename Value>
Words tileOf(Value value) {
  Words words(1024);
  for (uint32_t i = 0; i < 1024; ++i)
    words[i] = std::bit_cast<uint32_t>(static_cast<float>(value(i / 32, i % 32)));
  return words;
}
float at(const Words &words, uint32_t row, uint32_t column) {
  return std::bit_cast<float>(words[row * 32 + column]);
}
float sign(uint32_t row, uint32_t column) {
  return static_cast<float>(static_cast<int>(row * 32 + column) - 500);
}
Words run(const std::string &includes, const std::string &step, const std::vector<Words> &inputs,
          bool copies = true) {
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  program.copies = copies;
  return program.run(includes, {step}, inputs)[0];
}

const std::string lanes = R"(#include "api/compute/eltwise_unary/eltwise_unary.h"
#ifdef TRISC_MATH
#include "sfpi.h"
#include "llk_math_eltwise_unary_sfpu_params.h"
#include "llk_math_eltwise_binary_sfpu_params.h"
void stretch(float by) {
  for (int d = 0; d < 8; d++) {
    sfpi::vFloat x = sfpi::dst_reg[0];
    v_if (x < -100.0f) { x = x * by; }
    v_elseif (x < 0.0f) { x = 0.0f; }
    v_else {
      sfpi::vFloat y = x + 1.0f;
      v_if (x >= 200.0f) { y = -y; }
      v_endif;
      x = y;
    }
    v_endif;
    sfpi::dst_reg[0] = x;
    sfpi::dst_reg++;
  }
}
void greater(std::uint32_t in0, std::uint32_t in1, std::uint32_t out) {
  for (int d = 0; d < 8; d++) {
    sfpi::vFloat a = sfpi::dst_reg[in0 * 32];
    sfpi::vFloat b = sfpi::dst_reg[in1 * 32];
    v_if (b > a) { a = b; }
    v_endif;
    sfpi::dst_reg[out * 32] = a;
    sfpi::dst_reg++;
  }
}
#endif
)";

float stretched(float x, float by) {
  if (x < -100.0f)
    return x * by;
  if (x < 0.0f)
    return 0.0f;
  return x >= 200.0f ? -(x + 1.0f) : x + 1.0f;
}

TEST(Lanes, BranchesAndArithmetic) {
  Words result =
      run(lanes, "MATH((_llk_math_eltwise_unary_sfpu_params_(stretch, 0, VectorMode::RC, 0.5f)));",
          {tileOf(sign)});
  for (uint32_t i = 0; i < 1024; ++i)
    ASSERT_EQ(at(result, i / 32, i % 32), stretched(sign(i / 32, i % 32), 0.5f)) << i;
}

TEST(Lanes, FacesOfAMode) {
  Words result =
      run(lanes, "MATH((_llk_math_eltwise_unary_sfpu_params_(stretch, 0, VectorMode::C, 0.5f)));",
          {tileOf(sign)});
  for (uint32_t i = 0; i < 1024; ++i) {
    float x = sign(i / 32, i % 32);
    ASSERT_EQ(at(result, i / 32, i % 32), i % 32 < 16 ? stretched(x, 0.5f) : x) << i;
  }
}

TEST(Lanes, TwoTiles) {
  auto other = [](uint32_t row, uint32_t column) { return sign(column, row); };
  Words result = run(lanes, "MATH((_llk_math_eltwise_binary_sfpu_params_(greater, 0, 1, 0)));",
                     {tileOf(sign), tileOf(other)});
  for (uint32_t i = 0; i < 1024; ++i)
    ASSERT_EQ(at(result, i / 32, i % 32), std::max(sign(i / 32, i % 32), sign(i % 32, i / 32)));
}

TEST(Lanes, StoresInto16BitsCut) {
  DestProgram program(DataFormat::Float16_b, DataFormat::Float16_b);
  program.config.fp32DestAccEn = false;
  Words ones(1024, roundToBfloat16(1.0f));
  Words result =
      program.run("#include \"api/compute/eltwise_unary/eltwise_unary.h\"\n#ifdef TRISC_MATH\n"
                  "#include \"sfpi.h\"\n#include \"llk_math_eltwise_unary_sfpu_params.h\"\n"
                  "void addSmall() { for (int d = 0; d < 8; d++) { sfpi::dst_reg[0] = "
                  "sfpi::vFloat(sfpi::dst_reg[0]) + 0.0077f; sfpi::dst_reg++; } }\n#endif\n",
                  {"MATH((_llk_math_eltwise_unary_sfpu_params_(addSmall, 0)));"}, {ones})[0];
  EXPECT_EQ(result, ones); // To the nearest it would be the next number.
}

TEST(LowLevel, FirstColumnsAlone) {
  auto ramp = [](uint32_t row, uint32_t column) { return 1.0f + row + column; };
  Words result = run("#include \"api/compute/eltwise_unary/recip.h\"\n"
                     "#ifdef TRISC_MATH\n"
                     "#include \"experimental/llk_sfpu/ckernel_sfpu_sdpa.h\"\n#endif\n",
                     "recip_tile_init(); MATH((SFPU_UNARY_CALL(DST_SYNC_MODE, DST_ACCUM_MODE, "
                     "calculate_recip_first_column, (DST_ACCUM_MODE), 0, VectorMode::C)));",
                     {tileOf(ramp)});
  for (uint32_t i = 0; i < 1024; ++i) {
    uint32_t row = i / 32, column = i % 32;
    bool touched = column < 16 && column % 2 == 0;
    ASSERT_EQ(at(result, row, column), touched ? 1.0f / ramp(row, column) : ramp(row, column)) << i;
  }
}

TEST(LowLevel, ExponentialOfFirstColumnsNeedsNoInit) {
  auto ramp = [](uint32_t row, uint32_t column) { return -0.01f * (row + column); };
  Words result = run("#include \"api/compute/eltwise_unary/recip.h\"\n"
                     "#ifdef TRISC_MATH\n"
                     "#include \"experimental/llk_sfpu/ckernel_sfpu_sdpa.h\"\n#endif\n",
                     "recip_tile_init(); MATH((SFPU_UNARY_CALL(DST_SYNC_MODE, DST_ACCUM_MODE, "
                     "calculate_exponential_first_column, (false, 0x4000, DST_ACCUM_MODE), 0, "
                     "VectorMode::C)));",
                     {tileOf(ramp)});
  for (uint32_t row = 0; row < 32; ++row)
    ASSERT_NEAR(at(result, row, 0), std::exp(2.0f * ramp(row, 0)), 1e-6f) << row;
}

TEST(LowLevel, CopiesThatTransposeFaces) {
  for (uint32_t faces = 0; faces < 2; ++faces)
    for (uint32_t within = 0; within < 2; ++within) {
      Words result = run("",
                         "copy_init(0, " + std::to_string(faces) + ", " + std::to_string(within) +
                             "); copy_tile(0, 0, 0);",
                         {tileOf(sign)}, false);
      for (uint32_t i = 0; i < 1024; ++i) {
        uint32_t row = i / 32, column = i % 32, top = row / 16, left = column / 16;
        uint32_t down = row % 16, along = column % 16;
        if (faces)
          std::swap(top, left);
        if (within)
          std::swap(down, along);
        ASSERT_EQ(at(result, row, column), sign(top * 16 + down, left * 16 + along))
            << faces << within << " element " << i;
      }
    }
}

/// The maximum of row `row` of tile `tile`.
float mostOf(uint32_t tile, uint32_t row) { return static_cast<float>((row * 7 + tile * 5) % 23); }
Words heap(uint32_t tile) {
  return tileOf([tile](uint32_t row, uint32_t column) {
    return column == (row + tile) % 32 ? mostOf(tile, row) : -3.0f;
  });
}
Words ones() {
  return tileOf([](uint32_t, uint32_t) { return 1.0f; });
}
const std::string blocks = "#include \"api/compute/reduce_custom.h\"\n";

TEST(LowLevel, MaximaOfRowsOfABlock) {
  Words result = run(blocks,
                     "reduce_block_max_row_init<3>(16); reduce_block_max_row<3>(0, 0, 1, 0);"
                     " reduce_block_max_row_uninit(0);",
                     {ones(), heap(1), heap(2), heap(3)}, false);
  for (uint32_t row = 0; row < 32; ++row)
    ASSERT_EQ(at(result, row, 0), std::max({mostOf(1, row), mostOf(2, row), mostOf(3, row)}));
}

TEST(LowLevel, MaximaOfRowsGoOnFromTransposedFaces) {
  Words before = tileOf(
      [](uint32_t row, uint32_t column) { return column == 0 ? static_cast<float>(row) : 99.0f; });
  Words result = run(blocks,
                     "copy_init(0, 0, 1); copy_tile(0, 2, 0); reduce_block_max_row_init<1>(16);"
                     "reduce_block_max_row<1>(0, 0, 1, 0); reduce_block_max_row_uninit(0);",
                     {ones(), heap(1), before}, false);
  for (uint32_t row = 0; row < 32; ++row)
    ASSERT_EQ(at(result, row, 0), std::max(mostOf(1, row), static_cast<float>(row))) << row;
}

TEST(LowLevel, InitOfAnotherBlock) {
  EXPECT_THROW(run(blocks,
                   "reduce_block_max_row_init<2>(16); reduce_block_max_row_uninit(0);"
                   "reduce_init<PoolType::MAX, ReduceDim::REDUCE_ROW>(0, 0, 16);"
                   "reduce_block_max_row<2>(0, 0, 1, 0);",
                   {ones(), heap(1), heap(2)}, false),
               DeviceError);
}

/// What is refused, and the words of the compiler's message.
void expectRefused(const std::string &includes, const std::string &step, const std::string &words) {
  try {
    run(includes, step, {ones()});
    FAIL() << "nothing was refused";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::KernelCompile);
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(LowLevel, RefusedWhereItIsCalled) {
  expectRefused("", "MATH((TTI_STALLWAIT(p_stall::STALL_SFPU, p_stall::MATH)));",
                "this device does not model TTI_STALLWAIT");
  expectRefused(blocks, "reduce_block_max_row_init<1, true>(16);",
                "this device does not model reduce_block_max_row_with_triggers");
  expectRefused("", "auto &record = get_local_cb_interface(0); record.fifo_wr_ptr -= 2048;",
                "by a buffer's calls alone");
  // What nobody calls does no harm.
  run("inline void unused() { TTI_STALLWAIT(p_stall::STALL_SFPU, p_stall::MATH); }\n", "",
      {ones()});
}

} // namespace
