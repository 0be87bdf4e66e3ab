//===- GemmTest.cpp - A matmul on several cores, end to end ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/DataFormat.h"
#include "host/Device.h"
#include "host/Tilize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>

using namespace tilium::device;

namespace {

struct GemmCase {
  const char *architecture;
  DataFormat input, output;
  bool fp32;
};

/// What the multipliers cut off an operand, and an output's rounding: docs/accuracy.md.
struct Losses {
  double a, b, output;
};

Losses lossesOf(const GemmCase &test) {
  bool half = test.input == DataFormat::Float16, full = test.input == DataFormat::Float32;
  return {.a = full ? 0x1p-10 : 0,
          .b = full   ? 0x1p-9
               : half ? 0x1p-10
                      : 0,
          .output = test.output == DataFormat::Float32   ? 0x1p-24
                    : test.output == DataFormat::Float16 ? 0x1p-11
                                                         : 0x1p-8};
}

/// How far an element may be from the exact one whose terms have magnitudes of the sum `size`.
double errorBound(const GemmCase &test, uint32_t inner, double exact, double size) {
  const Losses loss = lossesOf(test);
  // A DST of 16 bits rounds each of four phases of 16 products: three terms to the places of a
  // product, and the sum to eight bits.
  const double additions = inner / 16 * 4;
  const double perAddition = test.fp32 ? 3 * 0x1p-24 : 3 * 0x1p-11 + 0x1p-9;
  double sums = additions * perAddition / (1 - additions * perAddition);
  double products = 8 * 0x1p-11 * 1.04;
  double before =
      size * (loss.a + loss.b + loss.a * loss.b + (products + sums) * (1 + loss.a) * (1 + loss.b));
  return before + loss.output * (std::fabs(exact) + before);
}

std::vector<std::byte> encode(const std::vector<float> &values, DataFormat format) {
  std::vector<std::byte> bytes(values.size() * findFormat(format)->elementBytes);
  for (size_t i = 0; i < values.size(); ++i) {
    if (format == DataFormat::Float32) {
      std::memcpy(bytes.data() + i * 4, &values[i], 4);
      continue;
    }
    uint16_t half =
        format == DataFormat::Float16 ? roundToFloat16(values[i]) : roundToBfloat16(values[i]);
    std::memcpy(bytes.data() + i * 2, &half, 2);
  }
  return bytes;
}

std::vector<float> decode(const std::vector<std::byte> &bytes, DataFormat format) {
  std::vector<float> values(bytes.size() / findFormat(format)->elementBytes);
  for (size_t i = 0; i < values.size(); ++i) {
    if (format == DataFormat::Float32) {
      std::memcpy(&values[i], bytes.data() + i * 4, 4);
      continue;
    }
    uint16_t half;
    std::memcpy(&half, bytes.data() + i * 2, 2);
    values[i] = format == DataFormat::Float16 ? float16ToFloat(half) : bfloat16ToFloat(half);
  }
  return values;
}

std::vector<float> random(size_t count, uint32_t seed, DataFormat format) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(-1, 1);
  std::vector<float> values(count);
  for (float &value : values)
    value = distribution(generator);
  return decode(encode(values, format), format);
}

/// C = A x B on a grid of `columns` x `rows` cores, in blocks of 2x2 tiles.
struct Gemm {
  static constexpr uint32_t M = 256, N = 192, K = 128, block = 2, columns = 3, rows = 2;

  Gemm(const GemmCase &parameters) : parameters(parameters), device(parameters.architecture) {
    a = random(size_t{M} * K, 1, parameters.input);
    b = random(size_t{K} * N, 2, parameters.input);
    uint32_t in = findFormat(parameters.input)->tileBytes;
    uint32_t out = findFormat(parameters.output)->tileBytes;
    bufferA = device.createBuffer(BufferType::Dram, in, M / 32 * K / 32);
    bufferB = device.createBuffer(BufferType::Dram, in, K / 32 * N / 32);
    bufferC = device.createBuffer(BufferType::Dram, out, M / 32 * N / 32);
    uint32_t bytes = findFormat(parameters.input)->elementBytes;
    device.write(bufferA, tilize(encode(a, parameters.input), M, K, bytes));
    device.write(bufferB, tilize(encode(b, parameters.input), K, N, bytes));
  }

  KernelDescriptor kernel(const char *file, std::vector<uint32_t> compileTime,
                          const std::vector<const Buffer *> &accessors) const {
    KernelDescriptor result;
    result.source = std::string(TILIUM_METALIUM_EXAMPLES) + "/matmul_multi_core/" + file;
    result.sourceType = KernelDescriptor::SourceType::FilePath;
    result.coreRanges = {{{0, 0}, {columns - 1, rows - 1}}};
    for (const Buffer *buffer : accessors)
      for (uint32_t word : device.tensorAccessorArgs(*buffer))
        compileTime.push_back(word);
    result.compileTimeArgs = std::move(compileTime);
    return result;
  }

  ProgramDescriptor program() const {
    uint32_t Kt = K / 32, Nt = N / 32, cores = columns * rows;
    uint32_t blocks = M / 32 * Nt / (block * block);
    ProgramDescriptor result;
    KernelDescriptor reader = kernel("reader.cpp", {Kt, Nt, block, block}, {&bufferA, &bufferB});
    KernelDescriptor writer = kernel("writer.cpp", {Nt, block, block}, {&bufferC});
    KernelDescriptor compute = kernel("compute.cpp", {Kt, block, block}, {});
    reader.config = DataMovementConfig::reader();
    writer.config = DataMovementConfig::writer();
    compute.config =
        ComputeConfig{.mathFidelity = MathFidelity::HiFi4, .fp32DestAccEn = parameters.fp32};
    for (uint32_t core = 0; core < cores; ++core) {
      Coordinate at{core % columns, core / columns};
      uint32_t first = blocks * core / cores, count = blocks * (core + 1) / cores - first;
      reader.runtimeArgs.push_back({at, {bufferA.address, bufferB.address, first, count}});
      writer.runtimeArgs.push_back({at, {bufferC.address, first, count}});
      compute.runtimeArgs.push_back({at, {count}});
    }
    result.kernels = {reader, compute, writer};
    auto addBuffer = [&](uint32_t index, DataFormat format, uint32_t pages) {
      uint32_t bytes = findFormat(format)->tileBytes;
      result.cbs.push_back({pages * bytes, reader.coreRanges, {{index, format, bytes}}, {}});
    };
    addBuffer(0, parameters.input, 2 * block);
    addBuffer(1, parameters.input, 2 * block);
    addBuffer(16, parameters.output, 2 * block * block);
    return result;
  }

  std::vector<float> result() const {
    std::vector<std::byte> tiled(bufferC.bytes());
    device.read(bufferC, tiled);
    return decode(untilize(tiled, M, N, findFormat(parameters.output)->elementBytes),
                  parameters.output);
  }

  /// The largest error, in parts of what an element's may be.
  double error(const std::vector<float> &c) const {
    // The writer numbers blocks across, so tiles of C are in row-major order of tiles.
    double worst = 0;
    for (uint32_t m = 0; m < M; ++m)
      for (uint32_t n = 0; n < N; ++n) {
        double sum = 0, size = 0;
        for (uint32_t k = 0; k < K; ++k) {
          double term = double{a[m * K + k]} * b[k * N + n];
          sum += term;
          size += std::fabs(term);
        }
        worst =
            std::max(worst, std::fabs(sum - c[m * N + n]) / errorBound(parameters, K, sum, size));
      }
    return worst;
  }

  GemmCase parameters;
  Device device;
  std::vector<float> a, b;
  Buffer bufferA, bufferB, bufferC;
};

class GemmTest : public testing::TestWithParam<GemmCase> {};

TEST_P(GemmTest, MatchesReference) {
  Gemm gemm(GetParam());
  RunReport report = gemm.device.run(gemm.program());
  EXPECT_LT(gemm.error(gemm.result()), 1);
  EXPECT_GT(report.totalCycles, 1000u);
  EXPECT_EQ(report.cores.size(), 6u);
  EXPECT_EQ(report.processors.size(), 30u);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, GemmTest,
    testing::Values(GemmCase{"wormhole_b0", DataFormat::Float16_b, DataFormat::Float32, true},
                    GemmCase{"wormhole_b0", DataFormat::Float16_b, DataFormat::Float16_b, false},
                    GemmCase{"wormhole_b0", DataFormat::Float16, DataFormat::Float16, true},
                    GemmCase{"wormhole_b0", DataFormat::Float32, DataFormat::Float32, true},
                    GemmCase{"blackhole", DataFormat::Float16_b, DataFormat::Float32, true}));

TEST(Determinism, SameInputSameTrace) {
  GemmCase parameters{"wormhole_b0", DataFormat::Float16_b, DataFormat::Float16_b, false};
  Gemm gemm(parameters);
  RunOptions options;
  options.trace = true;
  RunReport first = gemm.device.run(gemm.program(), options);
  RunReport second = gemm.device.run(gemm.program(), options);
  EXPECT_EQ(first.totalCycles, second.totalCycles);
  EXPECT_EQ(first.toJson(), second.toJson());
  EXPECT_FALSE(first.trace.empty());
  EXPECT_TRUE(first.trace == second.trace);
}

TEST(Determinism, ShuffledTiesGiveTheSameData) {
  GemmCase parameters{"wormhole_b0", DataFormat::Float16_b, DataFormat::Float16_b, false};
  Gemm gemm(parameters);
  gemm.device.run(gemm.program());
  std::vector<float> expected = gemm.result();
  for (uint64_t seed : {1u, 2u, 3u}) {
    RunOptions options;
    options.tieSeed = seed;
    gemm.device.run(gemm.program(), options);
    EXPECT_EQ(gemm.result(), expected);
    options.delaySeed = seed;
    gemm.device.run(gemm.program(), options);
    EXPECT_EQ(gemm.result(), expected);
  }
}

} // namespace
