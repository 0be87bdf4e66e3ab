//===- VendorUnaryTest.cpp - ttnn's kernels of one tensor -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Defines = std::vector<std::pair<std::string, std::string>>;

uint32_t word(float value) { return std::bit_cast<uint32_t>(value); }

/// Functions of each element, in kernels that take their arguments by name.
class VendorUnary : public VendorKernel {
protected:
  static constexpr uint32_t rows = 64, columns = 96, tiles = 6;

  template <typename Expected>
  void check(const std::string &file, const Named &runtime, const Named &compileTime,
             const Defines &defines, Expected expected, float tolerance) {
    Buffer in = tensor(rows, columns, wave);
    Buffer out = tensor(rows, columns, [](size_t) { return 77.0f; });
    addFeeds({{&in, 0, upTo(tiles)}});
    Named words{{"num_tiles", tiles}};
    words.insert(words.end(), runtime.begin(), runtime.end());
    addNamed("eltwise/unary/device/kernels/compute/" + file, words, compileTime,
             {{"in", 0}, {"tmp0", 1}, {"out", 2}}, {}, ComputeConfig{})
        .defines = defines;
    addWriter(out, 2, tiles);
    for (uint32_t index : {0u, 1u, 2u})
      buffer(2, {index});
    device.run(program);
    std::vector<float> result = values(out, rows, columns);
    for (size_t i = 0; i < result.size(); ++i) {
      double value = expected(double{bfloat(wave(i))});
      if (std::isinf(value))
        ASSERT_EQ(result[i], value) << "of " << bfloat(wave(i));
      else
        ASSERT_NEAR(result[i], value, tolerance * std::max(std::abs(value), 0.1))
            << "of " << bfloat(wave(i));
    }
  }
};

// Bfloat16 rounds by up to 2^-8; what passes it several times, a little more.
constexpr float once = 0x1p-8f, twice = 0x1p-7f;

TEST_F(VendorUnary, Identity) {
  check("eltwise_identity_kernel.cpp", {}, {}, {}, [](double x) { return x; }, 0);
}

TEST_F(VendorUnary, ChainOfFunctions) {
  check(
      "eltwise_sfpu_metal2.cpp", {}, {},
      {{"SFPU_OP_CHAIN_0", "exp_tile_init(); exp_tile(0); sqrt_tile_init(); sqrt_tile(0);"},
       {"SFPU_OP_EXP_INCLUDE", "1"},
       {"SFPU_OP_SQRT_INCLUDE", "1"}},
      [](double x) { return std::exp(x / 2); }, twice);
}

TEST_F(VendorUnary, Hardswish) {
  check(
      "hardswish_kernel.cpp", {}, {{"is_float32", 0}, {"is_int", 0}}, {},
      [](double x) { return x * std::clamp(x / 6 + 0.5, 0.0, 1.0); }, twice);
}

// By way of a buffer, which the packer fills and the unpacker empties; near a half the quotient's
// logarithm is small, and what bfloat16 lost of the number is not.
TEST_F(VendorUnary, Logit) {
  check(
      "logit_kernel.cpp", {{"packed_scalar1", word(0.125f)}, {"packed_scalar2", word(0.875f)}},
      {{"do_clamp", 1}}, {},
      [](double x) {
        double kept = std::clamp(x, 0.125, 0.875);
        return std::log(kept / (1 - kept));
      },
      8 * once);
}

TEST_F(VendorUnary, MultiplyAddOfScalars) {
  check(
      "mac_tss_kernel.cpp", {{"packed_scalar1", word(1.5f)}, {"packed_scalar2", word(-0.25f)}}, {},
      {{"SFPU_OP_CHAIN_0",
        "mac_tile_init<DataFormat::Float16_b>(); mac_tile<DataFormat::Float16_b>(0, 1, 2, 0);"},
       {"SFPU_OP_MAC_INCLUDE", "1"}},
      [](double x) { return x * 1.5 - 0.25; }, twice);
}

TEST_F(VendorUnary, WhereOfScalars) {
  check(
      "where_tss_kernel.cpp", {{"packed_scalar1", word(3.0f)}, {"packed_scalar2", word(-5.0f)}}, {},
      {}, [](double x) { return x != 0 ? 3.0 : -5.0; }, 0);
}

// The exponential is the fast one, which is 4 % off at most, but it counts above four only.
TEST_F(VendorUnary, LogSigmoid) {
  check(
      "logsigmoid_kernel.cpp", {}, {}, {}, [](double x) { return -std::log1p(std::exp(-x)); },
      twice);
}

// Stirling's series with two terms is good to 0.1 % from a half on; the sine near a pole loses
// bits.
TEST_F(VendorUnary, LogarithmOfGamma) {
  check(
      "lgamma_fast_kernel.cpp", {}, {}, {},
      [](double x) { return x <= 0 && x == std::floor(x) ? INFINITY : std::lgamma(x); }, 0.05f);
}

} // namespace
