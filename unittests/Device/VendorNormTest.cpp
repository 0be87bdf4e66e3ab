//===- VendorNormTest.cpp - Reductions and norms of ttnn's kernels --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }

/// bfloat16 tensors of `height` by `width` tiles.
class VendorNorm : public VendorKernel {
protected:
  static constexpr uint32_t height = 2, width = 3, columns = width * 32, rows = height * 32;
  Buffer in, out;

  static double element(uint32_t row, uint32_t column) {
    return bfloat16ToFloat(roundToBfloat16(wave(size_t{row} * columns + column)));
  }
  void makeTensors(uint32_t outColumns) {
    in = tensor(rows, columns, wave);
    out = tensor(rows, outColumns, [](size_t) { return 0.0f; });
  }
  void addPlainWriter(uint32_t cb, uint32_t tiles) {
    KernelDescriptor &writer =
        add("eltwise/unary/device/kernels/dataflow/writer_unary_interleaved_start_id.cpp",
            {out.address, tiles, 0}, DataMovementConfig::writer());
    writer.compileTimeArgs = {cb};
    describe(writer, out);
  }
  void reduce(const std::string &pool, float scale) {
    makeTensors(32);
    constexpr uint32_t tiles = height * width;
    const std::vector<std::pair<std::string, std::string>> kind = {
        {"REDUCE_OP", "ckernel::PoolType::" + pool},
        {"REDUCE_DIM", "ckernel::ReduceDim::REDUCE_ROW"}};
    addNamed("reduction/generic/device/kernels/dataflow/reader_unary_reduce_universal_start_id.cpp",
             {{"num_tiles", tiles}, {"start_id", 0}, {"scaler_bits", bitsOf(scale)}},
             {{"tiles_per_batch", 2}}, {{"in0", 0}, {"scaler", 2}}, {{"src", &in}},
             DataMovementConfig::reader())
        .defines = kind;
    addNamed("reduction/generic/device/kernels/compute/reduce.cpp",
             {{"Ht", height}, {"Wt", width}, {"NC", 1}},
             {{"enable_fp32_sfpu", 0}, {"post_mul_scaler_bits", bitsOf(1.0f)}},
             {{"in0", 0}, {"scaler", 2}, {"out", 3}}, {}, ComputeConfig{.fp32DestAccEn = true})
        .defines = kind;
    addPlainWriter(3, height);
    for (uint32_t index : {0u, 3u})
      buffer(4, {index});
    buffer(1, {2});
    device.run(program);
  }
};

TEST_F(VendorNorm, SumsOfRows) {
  reduce("SUM", 0.5f);
  std::vector<float> result = values(out, rows, 32);
  for (uint32_t row = 0; row < rows; ++row) {
    double sum = 0, size = 0;
    for (uint32_t column = 0; column < columns; ++column) {
      sum += 0.5 * element(row, column);
      size += 0.5 * std::abs(element(row, column));
    }
    EXPECT_NEAR(result[size_t{row} * 32], sum, std::abs(sum) / 128 + 1e-5 * size) << "row " << row;
    EXPECT_EQ(result[size_t{row} * 32 + 1], 0.0f); // The packer masks the rest.
  }
}

TEST_F(VendorNorm, MaximaOfRows) {
  reduce("MAX", 1.0f);
  std::vector<float> result = values(out, rows, 32);
  for (uint32_t row = 0; row < rows; ++row) {
    double most = element(row, 0);
    for (uint32_t column = 0; column < columns; ++column)
      most = std::max(most, element(row, column));
    EXPECT_EQ(result[size_t{row} * 32], most) << "row " << row;
  }
}

TEST_F(VendorNorm, Softmax) {
  makeTensors(columns);
  const std::string folder = "normalization/softmax/device/kernels/attention/";
  addNamed(folder + "dataflow/reader_unary_interleaved_sm.cpp",
           {{"num_rows", height}, {"tile_offset", 0}, {"Wt", width}, {"blk", 1}},
           {{"in0_t", width}}, {{"in0", 0}, {"max_scaler", 1}, {"sum_scaler", 2}}, {{"src", &in}},
           DataMovementConfig::reader());
  addNamed(folder + "compute/softmax.cpp",
           {{"num_rows", height}, {"Ht", height}, {"Wt", width}, {"blk", 1}, {"start_ht", 0}},
           {{"in0_t", width}},
           {{"in0", 0},
            {"max_scaler", 1},
            {"sum_scaler", 2},
            {"exps", 6},
            {"recip_sum_exps", 7},
            {"max", 8},
            {"x", 9},
            {"out0", 16}},
           {}, ComputeConfig{.fp32DestAccEn = true})
      .defines = {{"NUMERIC_STABLE", "1"}, {"EXP_APPROX", "0"}};
  addNamed(folder + "dataflow/writer_unary_interleaved_start_id_blocked_sm.cpp",
           {{"num_tiles", height * width},
            {"tile_offset", 0},
            {"blk", 1},
            {"Wt", width},
            {"mask_padded_data", 0}},
           {{"num_datum_padded", 0}, {"tile_hw", 1024}}, {{"out0", 16}, {"mask_padded", 5}},
           {{"dst", &out}}, DataMovementConfig::writer());
  for (uint32_t index : {0u, 6u, 9u})
    buffer(width, {index});
  for (uint32_t index : {1u, 2u, 5u, 7u, 8u})
    buffer(1, {index});
  buffer(2, {16});
  device.run(program);
  std::vector<float> result = values(out, rows, columns);
  for (uint32_t row = 0; row < rows; ++row) {
    double most = -1e9, sum = 0;
    for (uint32_t column = 0; column < columns; ++column)
      most = std::max(most, element(row, column));
    for (uint32_t column = 0; column < columns; ++column)
      sum += std::exp(element(row, column) - most);
    for (uint32_t column = 0; column < columns; ++column) {
      double expected = std::exp(element(row, column) - most) / sum;
      ASSERT_NEAR(result[size_t{row} * columns + column], expected, 0.02 * expected)
          << row << "," << column;
    }
  }
}

/// (x - mean) / sqrt(variance + eps), with gamma and beta where asked for; `rms` leaves out the
/// mean.
class VendorLayerNorm : public VendorNorm {
protected:
  static constexpr float epsilon = 1e-3f;

  void normalise(bool scaled, bool rms) {
    makeTensors(columns);
    Buffer gamma = tensor(32, columns, otherWave), beta = tensor(32, columns, wave);
    std::vector<std::pair<std::string, std::string>> defines;
    if (scaled)
      defines = {{"FUSE_GAMMA", "1"}, {"FUSE_BETA", "1"}};
    if (rms)
      defines.emplace_back("RMSNORM", "1");
    const std::string folder = "normalization/layernorm/device/kernels/";
    const Named buffers = {{"in", 0},   {"scaler", 2}, {"eps", 3},    {"gamma", 5},
                           {"beta", 6}, {"out", 16},   {"xmm", 24},   {"ex", 18},
                           {"ex2", 19}, {"xmm2", 20},  {"ex2pe", 21}, {"fusion", 22}};
    addNamed(folder + "dataflow/reader_unary_interleaved_ln.cpp",
             {{"NCHt", height}, {"Wt", width}, {"reader_start", 0}, {"eps", bitsOf(epsilon)}},
             {{"block_size", 1}, {"W", columns}}, buffers,
             {{"src", &in}, {"gamma", &gamma}, {"beta", &beta}}, DataMovementConfig::reader())
        .defines = defines;
    addNamed(folder + "compute/layernorm.cpp", {{"NCHt", height}},
             {{"Wt", width},
              {"block_size", 1},
              {"do_gamma", scaled},
              {"do_beta", scaled},
              {"fp32_dest_acc_en", 1},
              {"float32_reduction", 0},
              {"W", columns},
              {"tile_width", 32}},
             buffers, {}, ComputeConfig{.fp32DestAccEn = true})
        .defines = defines;
    addNamed(folder + "dataflow/writer_unary_interleaved_start_id_blocked.cpp",
             {{"Wt", width}, {"num_tile_rows", height}, {"writer_start", 0}}, {{"block_size", 1}},
             buffers, {{"dst", &out}}, DataMovementConfig::writer());
    for (uint32_t index : {0u, 5u, 6u, 20u, 24u})
      buffer(width, {index});
    for (uint32_t index : {2u, 3u, 18u, 19u, 21u})
      buffer(1, {index});
    for (uint32_t index : {16u, 22u})
      buffer(2, {index});
    device.run(program);
    check(scaled, rms);
  }
  void check(bool scaled, bool rms) {
    std::vector<float> result = values(out, rows, columns);
    for (uint32_t row = 0; row < rows; ++row) {
      double sum = 0, squares = 0;
      for (uint32_t column = 0; column < columns; ++column)
        sum += element(row, column);
      double mean = rms ? 0 : sum / columns;
      for (uint32_t column = 0; column < columns; ++column)
        squares += (element(row, column) - mean) * (element(row, column) - mean);
      double deviation = std::sqrt(squares / columns + epsilon);
      for (uint32_t column = 0; column < columns; ++column) {
        double expected = (element(row, column) - mean) / deviation;
        if (scaled)
          expected =
              expected * bfloat16ToFloat(roundToBfloat16(otherWave(column))) + element(0, column);
        // Partial results are rounded to bfloat16 on their way.
        ASSERT_NEAR(result[size_t{row} * columns + column], expected, 0.03) << row << "," << column;
      }
    }
  }
};

TEST_F(VendorLayerNorm, Plain) { normalise(false, false); }
TEST_F(VendorLayerNorm, WithGammaAndBeta) { normalise(true, false); }
TEST_F(VendorLayerNorm, RootMeanSquare) { normalise(true, true); }

} // namespace
