//===- VendorBlocksTest.cpp - More of ttnn's compute kernels --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

#include <algorithm>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Defines = std::vector<std::pair<std::string, std::string>>;

/// `a` x `b` + `bias`, in blocks along the inner dimension.
class VendorFusedBias : public VendorKernel {
protected:
  static constexpr uint32_t m = 2, k = 8, n = 2, inner = 2, blocks = k / inner;

  /// `accumulates`: partial results meet in L1, by the packer, not by way of DST.
  void multiply(bool accumulates, bool rectifies) {
    Buffer a = tensor(m * 32, k * 32, wave), b = tensor(k * 32, n * 32, otherWave);
    Buffer bias = tensor(32, n * 32, [](size_t i) { return wave(i) * 8.0f; });
    Buffer out = tensor(m * 32, n * 32, [](size_t) { return 0.0f; });
    std::vector<uint32_t> left;
    for (uint32_t block = 0; block < blocks; ++block)
      for (uint32_t row = 0; row < m; ++row)
        for (uint32_t i = 0; i < inner; ++i)
          left.push_back(row * k + block * inner + i);
    addFeeds({{&bias, 3, upTo(n), n}, {&a, 0, left, m * inner}, {&b, 1, upTo(k * n), inner * n}});
    KernelDescriptor &compute =
        add("matmul/device/kernels/compute/bmm_large_block_zm_fused_bias_activation.cpp", {},
            ComputeConfig{});
    compute.compileTimeArgs = {inner, m, m * inner, inner, 1,     inner * n, n, blocks, 1, 1,
                               1,     n, n,         1,     m * n, 0,         0, 0,      1};
    compute.namedCompileTimeArgs = {{"cb_in0", 0},           {"cb_in1", 1},  {"cb_out", 16},
                                    {"cb_intermed0", 24},    {"cb_bias", 3}, {"bias_ntiles", n},
                                    {"cb_in0_transposed", 0}};
    compute.defines = {{"FUSE_BIAS", "1"}};
    if (accumulates)
      compute.defines.emplace_back("PACKER_L1_ACC", "1");
    if (rectifies)
      compute.defines.emplace_back("PACK_RELU", "1");
    addWriter(out, 16, m * n);
    buffer(2 * m * inner, {0});
    buffer(2 * inner * n, {1});
    buffer(n, {3});
    buffer(m * n, {16});
    buffer(m * n, {24});
    // The bias stays in its buffer, for blocks that might follow.
    RunReport report = device.run(program, {.lenient = true});
    for (const FaultReport &fault : report.faults)
      EXPECT_EQ(fault.fault.rule(), Rule::CbImbalance) << fault.fault.what();
    check(values(out, m * 32, n * 32), rectifies);
  }
  static void check(const std::vector<float> &result, bool rectifies) {
    for (uint32_t row = 0; row < m * 32; ++row)
      for (uint32_t column = 0; column < n * 32; ++column) {
        double sum = bfloat(wave(column) * 8.0f), magnitude = std::abs(sum);
        for (uint32_t i = 0; i < k * 32; ++i) {
          double product = double{bfloat(wave(size_t{row} * k * 32 + i))} *
                           bfloat(otherWave(size_t{i} * n * 32 + column));
          sum += product;
          magnitude += std::abs(product);
        }
        ASSERT_NEAR(result[size_t{row} * n * 32 + column], rectifies ? std::max(sum, 0.0) : sum,
                    0.01 * magnitude)
            << row << "," << column;
      }
  }
};

TEST_F(VendorFusedBias, ByWayOfDst) { multiply(false, false); }
TEST_F(VendorFusedBias, AccumulatedInL1WithRelu) { multiply(true, true); }

/// Between rows of numbers, as they lie in memory, and tiles.
class VendorLayout : public VendorKernel {
protected:
  static constexpr uint32_t rows = 64, columns = 96, width = 3, height = 2;

  Buffer inRows(const std::vector<float> &numbers) {
    std::vector<std::byte> bytes(numbers.size() * 2);
    for (size_t i = 0; i < numbers.size(); ++i) {
      uint16_t half = roundToBfloat16(numbers[i]);
      std::memcpy(bytes.data() + i * 2, &half, 2);
    }
    Buffer buffer = device.createBuffer(BufferType::Dram, 2048, width * height);
    device.write(buffer, bytes);
    return buffer;
  }
  static std::vector<float> numbers() {
    std::vector<float> all(rows * columns);
    for (size_t i = 0; i < all.size(); ++i)
      all[i] = bfloat(wave(i));
    return all;
  }
  void run(const std::string &file, const std::vector<uint32_t> &compileTime, const Buffer &in,
           const Buffer &out) {
    addFeeds({{&in, 0, upTo(width * height), width}});
    add("data_movement/" + file, {}, ComputeConfig{}).compileTimeArgs = compileTime;
    addWriter(out, 16, width * height);
    buffer(2 * width, {0});
    buffer(2 * width, {16});
    device.run(program);
  }
  void untilizeOn(const char *architecture) {
    device = Device(architecture);
    Buffer in = tensor(rows, columns, wave), out = inRows(std::vector<float>(rows * columns));
    run("untilize/device/kernels/compute/untilize.cpp", {height, width, 0, 16}, in, out);
    std::vector<std::byte> bytes(out.bytes());
    device.read(out, bytes);
    std::vector<float> expected = numbers();
    for (size_t i = 0; i < expected.size(); ++i) {
      uint16_t half;
      std::memcpy(&half, bytes.data() + i * 2, 2);
      ASSERT_EQ(bfloat16ToFloat(half), expected[i]) << i;
    }
  }
};

TEST_F(VendorLayout, Tilize) {
  Buffer in = inRows(numbers()), out = tensor(rows, columns, [](size_t) { return 0.0f; });
  run("tilize/device/kernels/compute/tilize.cpp", {0, 16, height, width}, in, out);
  EXPECT_EQ(values(out, rows, columns), numbers());
}

TEST_F(VendorLayout, Untilize) { untilizeOn("wormhole_b0"); }
TEST_F(VendorLayout, UntilizeOnBlackhole) { untilizeOn("blackhole"); }

/// The operations of two tensors with broadcasts and with functions before and after.
class VendorBinary : public VendorKernel {
protected:
  static constexpr uint32_t rows = 64, columns = 96, width = 3, tiles = 6;
  Buffer a, b, out;

  Defines operation(const std::string &name, const std::string &type) const {
    return {{"BINARY_OP", name},
            {"BINARY_OP_TYPE", "EltwiseBinaryType::" + type},
            {"PROCESS_LHS_ACTIVATIONS(i)", ""},
            {"PROCESS_RHS_ACTIVATIONS(i)", ""},
            {"PROCESS_POST_ACTIVATIONS(i)", ""}};
  }
  void run(const std::string &file, const std::vector<uint32_t> &runtime, const Defines &defines,
           const std::vector<uint32_t> &pagesOfB) {
    out = tensor(rows, columns, [](size_t) { return 0.0f; });
    addFeeds({{&a, 0, upTo(tiles)}, {&b, 1, pagesOfB}});
    KernelDescriptor &compute = add("eltwise/binary_ng/device/" + file, runtime, ComputeConfig{});
    compute.compileTimeArgs = {1};
    compute.defines = defines;
    addWriter(out, 2, tiles);
    for (uint32_t index : {0u, 1u, 2u, 4u, 6u})
      buffer(2, {index});
    device.run(program);
  }
  template <typename Expected>
  void check(Expected expected, float tolerance) {
    std::vector<float> result = values(out, rows, columns);
    for (uint32_t row = 0; row < rows; ++row)
      for (uint32_t column = 0; column < columns; ++column) {
        float value = expected(row, column);
        ASSERT_NEAR(result[size_t{row} * columns + column], value,
                    tolerance * (std::abs(value) + 0.1f))
            << row << "," << column;
      }
  }
  static float left(uint32_t row, uint32_t column) {
    return bfloat(wave(size_t{row} * columns + column));
  }
};

TEST_F(VendorBinary, FunctionsBeforeAndAfter) {
  a = tensor(rows, columns, wave);
  b = tensor(rows, columns, otherWave);
  Defines defines = operation("mul_tiles", "ELWMUL");
  defines[3].second = "exp_tile_init(); exp_tile(i)";
  defines[4].second = "negative_tile_init(); negative_tile(i)";
  defines.emplace_back("SFPU_OP_EXP_INCLUDE", "1");
  defines.emplace_back("SFPU_OP_NEG_INCLUDE", "1");
  run("kernels/compute/eltwise_binary_no_bcast.cpp", {tiles}, defines, upTo(tiles));
  check(
      [](uint32_t row, uint32_t column) {
        return -left(row, column) * std::exp(bfloat(otherWave(size_t{row} * columns + column)));
      },
      0.02f);
}

TEST_F(VendorBinary, OneRowForAll) {
  a = tensor(rows, columns, wave);
  b = tensor(32, columns, otherWave);
  Defines defines = operation("sub_tiles", "ELWSUB");
  defines.emplace_back("SRC_BCAST_B", "1");
  run("kernels_ng/compute/eltwise_binary_row_bcast.cpp", {tiles}, defines, {0, 1, 2, 0, 1, 2});
  check([](uint32_t row, uint32_t column) { return left(row, column) - bfloat(otherWave(column)); },
        0.01f);
}

// One tile of the second tensor for a whole row of the first.
TEST_F(VendorBinary, OneTileForSeveral) {
  a = tensor(rows, columns, wave);
  b = tensor(rows, 32, otherWave);
  Defines defines = operation("add_tiles", "ELWADD");
  defines.emplace_back("BCAST_INPUT", "1");
  run("kernels/compute/eltwise_binary.cpp", {tiles, width, 0}, defines, {0, 1});
  check(
      [](uint32_t row, uint32_t column) {
        return left(row, column) + bfloat(otherWave(size_t{row} * 32 + column % 32));
      },
      0.01f);
}

} // namespace
