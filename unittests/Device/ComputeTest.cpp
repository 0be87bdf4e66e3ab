//===- ComputeTest.cpp - What the engines compute -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

constexpr size_t count = size_t{SingleCore::tiles} * 1024;

std::vector<float> ramp(float scale, float shift) {
  std::vector<float> values(count);
  for (size_t i = 0; i < count; ++i)
    values[i] = keepBfloat16(static_cast<float>(i * 37 % 127) * scale + shift);
  return values;
}

/// One element of the expected tile: element (row, column) of tile `tile`, from a and b.
using Expected = float (*)(const float *a, const float *b, uint32_t row, uint32_t column);

struct Operation {
  const char *name, *setup, *body;
  Expected expected;
  float tolerance = 0;
  Expected size = nullptr; ///< What the error is relative to; without one, the expected value.
};

/// Products of bfloat16 are exact, but the engine aligns eight of them to the largest and rounds
/// each by up to 2^-11 of it, and by less than 4 % of that in the phases after the first; then two
/// sums in each of four phases round to fp32: docs/accuracy.md. Of the sum of their magnitudes.
constexpr float productError = 8 * 0x1p-11f * 1.04f + 8 * 0x1p-24f;
void PrintTo(const Operation &operation, std::ostream *out) { *out << operation.name; }

class OperationTest : public testing::TestWithParam<Operation> {};

TEST_P(OperationTest, MatchesDefinition) {
  const Operation &operation = GetParam();
  SingleCore program(DataFormat::Float16_b, DataFormat::Float32);
  program.config.fp32DestAccEn = true;
  std::vector<float> a = ramp(0.03125f, -1.5f), b = ramp(0.0625f, 0.5f);
  program.set(program.a, a);
  program.set(program.b, b);
  program.run(goodReader, computeText(operation.setup, operation.body), goodWriter);
  std::vector<float> result = program.result();
  for (size_t i = 0; i < count; ++i) {
    size_t tile = i / 1024 * 1024;
    uint32_t row = i % 1024 / 32, column = i % 32;
    float expected = operation.expected(&a[tile], &b[tile], row, column);
    if (std::isnan(expected))
      continue; // Not defined by the operation.
    float size =
        operation.size ? operation.size(&a[tile], &b[tile], row, column) : std::fabs(expected);
    ASSERT_NEAR(result[i], expected, operation.tolerance * size)
        << "tile " << i / 1024 << " row " << row << " column " << column;
  }
}

#define AT(x, r, c) x[(r) * 32 + (c)]
#define EXPECT_AS [](const float *a, const float *b, uint32_t r, uint32_t c)->float
#define START "  compute_kernel_hw_startup(0, 1, 16);\n"

INSTANTIATE_TEST_SUITE_P(
    All, OperationTest,
    testing::Values(
        Operation{"Add", START "  add_init(0, 1);\n", "    add_tiles(0, 1, 0, 0, 0);\n",
                  EXPECT_AS { return AT(a, r, c) + AT(b, r, c);
} // namespace
}
, Operation{"Subtract", START "  sub_init(0, 1);\n", "    sub_tiles(0, 1, 0, 0, 0);\n",
            EXPECT_AS{return AT(a, r, c) - AT(b, r, c);
}
}
, Operation{"Multiply", START "  mul_init(0, 1);\n", "    mul_tiles(0, 1, 0, 0, 0);\n",
            EXPECT_AS{return AT(a, r, c) * AT(b, r, c);
}
}
, Operation{"AddRows", START "  add_bcast_rows_init(0, 1);\n",
            "    add_tiles_bcast_rows(0, 1, 0, 0, 0);\n",
            EXPECT_AS{return AT(a, r, c) + AT(b, 0, c);
}
}
, Operation{"MultiplyColumns", START "  mul_bcast_cols_init(0, 1);\n",
            "    mul_tiles_bcast_cols(0, 1, 0, 0, 0);\n",
            EXPECT_AS{return AT(a, r, c) * AT(b, r, 0);
}
}
, Operation{"SubtractScalar", START "  sub_bcast_scalar_init(0, 1);\n",
            "    sub_tiles_bcast_scalar(0, 1, 0, 0, 0);\n", EXPECT_AS{return AT(a, r, c) - b[0];
}
}
, Operation{"Copy", START "  copy_init(0);\n", "    copy_tile(0, 0, 0);\n",
            EXPECT_AS{return AT(a, r, c);
}
}
, Operation{"Transpose", START "  transpose_init(0);\n", "    transpose_tile(0, 0, 0);\n",
            EXPECT_AS{return AT(a, c, r);
}
}
, Operation{"Matmul",
            "  compute_kernel_hw_startup<SrcOrder::Reverse>(0, 1, 16);\n"
            "  matmul_init(0, 1);\n",
            "    matmul_tiles(0, 1, 0, 0, 0);\n", EXPECT_AS{double sum = 0;
for (uint32_t k = 0; k < 32; ++k)
  sum += double{AT(a, r, k)} * AT(b, k, c);
return static_cast<float>(sum);
}
, productError, EXPECT_AS {
  double sum = 0;
  for (uint32_t k = 0; k < 32; ++k)
    sum += std::fabs(double{AT(a, r, k)} * AT(b, k, c));
  return static_cast<float>(sum);
}
}
, Operation{"MatmulTransposed",
            "  compute_kernel_hw_startup<SrcOrder::Reverse>(0, 1, 16);\n"
            "  matmul_block_init(0, 1, 1, 1, 1, 1);\n",
            "    matmul_block(0, 1, 0, 0, 0, 1, 1, 1, 1);\n", EXPECT_AS{double sum = 0;
for (uint32_t k = 0; k < 32; ++k)
  sum += double{AT(a, r, k)} * AT(b, c, k);
return static_cast<float>(sum);
}
, productError, EXPECT_AS {
  double sum = 0;
  for (uint32_t k = 0; k < 32; ++k)
    sum += std::fabs(double{AT(a, r, k)} * AT(b, c, k));
  return static_cast<float>(sum);
}
}
, Operation{"Fill", START "  fill_tile_init();\n", "    fill_tile(0, 2.5f);\n",
            EXPECT_AS{return 2.5f;
}
}
, Operation{"Exp", START "  copy_init(0);\n  exp_tile_init();\n",
            "    copy_tile(0, 0, 0);\n    exp_tile(0);\n", EXPECT_AS{return std::exp(AT(a, r, c));
}
, 1e-6f
}
, Operation{"Relu", START "  copy_init(0);\n  relu_tile_init();\n",
            "    copy_tile(0, 0, 0);\n    relu_tile(0);\n",
            EXPECT_AS{return std::max(AT(a, r, c), 0.0f);
}
}
, Operation{"Typecast",
            START "  copy_init(0);\n"
                  "  typecast_tile_init<(uint32_t)DataFormat::Float16_b, "
                  "(uint32_t)DataFormat::Float32>();\n",
            "    copy_tile(0, 0, 0);\n    typecast_tile<(uint32_t)DataFormat::Float16_b, "
            "(uint32_t)DataFormat::Float32>(0);\n",
            EXPECT_AS{return AT(a, r, c);
}
}
, Operation{"AddInDst", START "  copy_init(0);\n  add_binary_tile_init();\n",
            "    copy_tile(0, 0, 0);\n    copy_tile(1, 0, 1);\n    add_binary_tile(0, 1, 0);\n",
            EXPECT_AS{return AT(a, r, c) + AT(b, r, c);
}
}
, Operation{"ReduceMaxRow",
            START "  reduce_init<PoolType::MAX, ReduceDim::REDUCE_ROW>(0, 1, 16);\n"
                  "  fill_tile_init();\n",
            "    reduce_tile<PoolType::MAX, ReduceDim::REDUCE_ROW>(0, 1, 0, 0, 0);\n",
            EXPECT_AS{if (c != 0) return NAN;
// Only the exponent of the scaler counts, in the first row of each face.
float best = -INFINITY;
for (uint32_t k = 0; k < 32; ++k)
  best = std::max(best, AT(a, r, k) * std::exp2(std::floor(std::log2(AT(b, r / 16 * 16, k)))));
return best;
}
, 1e-6f
}),
    [](const testing::TestParamInfo<Operation> &info) {
  return std::string(info.param.name); });

TEST(Pack, AccumulatesInL1) {
  SingleCore program(DataFormat::Float16_b, DataFormat::Float32);
  program.config.fp32DestAccEn = true;
  // The four products land on one page, the first stored and the others added.
  std::string compute = "#include \"api/compute/matmul.h\"\n"
                        "void kernel_main() {\n"
                        "  compute_kernel_hw_startup<SrcOrder::Reverse>(0, 1, 16);\n"
                        "  matmul_init(0, 1);\n"
                        "  cb_reserve_back(16, 1);\n"
                        "  for (uint32_t i = 0; i < 4; ++i) {\n"
                        "    cb_wait_front(0, 1);\n"
                        "    cb_wait_front(1, 1);\n"
                        "    tile_regs_acquire();\n"
                        "    matmul_tiles(0, 1, 0, 0, 0);\n"
                        "    tile_regs_commit();\n"
                        "    cb_pop_front(0, 1);\n"
                        "    cb_pop_front(1, 1);\n"
                        "    tile_regs_wait();\n"
                        "    pack_reconfig_l1_acc(i > 0);\n"
                        "    pack_tile<true>(0, 16, 0);\n"
                        "    tile_regs_release();\n"
                        "  }\n"
                        "  cb_push_back(16, 1);\n"
                        "}\n";
  program.run(goodReader, compute,
              "  cb_wait_front(16, 1);\n"
              "  noc_async_write_page(0, c, get_read_ptr(16));\n"
              "  noc_async_write_barrier();\n"
              "  cb_pop_front(16, 1);\n");
  std::vector<float> result = program.result();
  for (size_t i = 0; i < 1024; ++i)
    ASSERT_EQ(result[i], 4 * 32 * 2.0f);
}

TEST(Sources, Float32IsCutToTf32UnlessUnpackedToDst) {
  for (bool exact : {false, true}) {
    SingleCore program(DataFormat::Float32, DataFormat::Float32);
    program.config.fp32DestAccEn = true;
    if (exact)
      program.config.unpackToDestMode.assign(1, UnpackToDestMode::UnpackToDestFp32);
    float value = 1.0f + 0x1p-20f;
    program.fill(program.a, value);
    program.run(goodReader, computeText(START "  copy_init(0);\n", "    copy_tile(0, 0, 0);\n"),
                goodWriter);
    EXPECT_EQ(program.result()[0], exact ? value : 1.0f);
  }
}

TEST(Zeros, BothWaysClearATile) {
  const char *ways[] = {
      "    uint32_t l1 = get_write_ptr(0);\n"
      "    for (uint32_t at = 0; at < 2048; at += MEM_ZEROS_SIZE)\n"
      "      noc_async_read(get_noc_addr(MEM_ZEROS_BASE), l1 + at, MEM_ZEROS_SIZE);\n",
      "    volatile tt_l1_ptr uint32_t *words =\n"
      "        reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_write_ptr(0));\n"
      "    for (uint32_t at = 0; at < 512; ++at)\n"
      "      words[at] = 0;\n"};
  for (std::string way : ways) {
    SingleCore program;
    std::string reader = goodReader, read = "    noc_async_read_page(i, a, get_write_ptr(0));\n";
    reader.replace(reader.find(read), read.size(), way);
    program.run(reader, computeText(START "  add_init(0, 1);\n", "    add_tiles(0, 1, 0, 0, 0);\n"),
                goodWriter);
    for (float value : program.result())
      ASSERT_EQ(value, 2.0f);
  }
}

} // namespace
