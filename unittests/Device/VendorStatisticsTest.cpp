//===- VendorStatisticsTest.cpp - ttnn's means, variances, random numbers -===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

uint32_t bitsOf(float value) { return std::bit_cast<uint32_t>(value); }

/// bfloat16 tensors of two by five tiles whose last columns are padding, far from zero.
class VendorStatistics : public VendorKernel {
protected:
  static constexpr uint32_t height = 2, width = 5, rows = height * 32, columns = width * 32;
  static constexpr uint32_t used = 4 * 32 + 13; ///< Columns, or rows where those are reduced.
  static float distant(size_t i) { return 100.0f + 4 * wave(i); }

  static double element(uint32_t row, uint32_t column) {
    return bfloat(distant(size_t{row} * columns + column));
  }
  static ComputeConfig wide() {
    ComputeConfig config;
    config.fp32DestAccEn = true;
    return config;
  }
  void words(uint32_t pages, const std::vector<uint32_t> &indices) {
    for (uint32_t index : indices)
      program.cbs.push_back({pages * 4096, oneCore, {{index, DataFormat::Float32, 4096}}, {}});
  }
};

class VendorWelfordNorm : public VendorStatistics {
protected:
  static constexpr float epsilon = 1e-3f;

  void normalise(bool scaled) {
    in = tensor(rows, columns, distant);
    out = tensor(rows, columns, [](size_t) { return 0.0f; });
    Buffer gamma = tensor(32, columns, otherWave), beta = tensor(32, columns, wave);
    std::vector<std::pair<std::string, std::string>> defines = {{"USE_WELFORD", "1"}};
    if (scaled)
      defines.insert(defines.end(), {{"FUSE_GAMMA", "1"}, {"FUSE_BETA", "1"}});
    const std::string folder = "normalization/layernorm/device/kernels/";
    const Named buffers = {{"in", 0},   {"eps", 3}, {"gamma", 5}, {"beta", 6},   {"out", 16},
                           {"xmm", 24}, {"ex", 18}, {"ex2", 19},  {"ex2pe", 21}, {"fusion", 22}};
    addNamed(folder + "dataflow/reader_unary_interleaved_ln.cpp",
             {{"NCHt", height}, {"Wt", width}, {"reader_start", 0}, {"eps", bitsOf(epsilon)}},
             {{"block_size", 1}, {"W", used}}, buffers,
             {{"src", &in}, {"gamma", &gamma}, {"beta", &beta}}, DataMovementConfig::reader())
        .defines = defines;
    addNamed(folder + "compute/layernorm_welford.cpp", {{"NCHt", height}},
             {{"Wt", width},
              {"block_size", 1},
              {"do_gamma", scaled},
              {"do_beta", scaled},
              {"fp32_dest_acc_en", 1},
              {"W", used},
              {"tile_width", 32},
              {"fuse_pre_add", 0},
              {"reciprocal_w", bitsOf(1.0f / used)}},
             buffers, {}, wide())
        .defines = defines;
    addNamed(folder + "dataflow/writer_unary_interleaved_start_id_blocked.cpp",
             {{"Wt", width}, {"num_tile_rows", height}, {"writer_start", 0}}, {{"block_size", 1}},
             buffers, {{"dst", &out}}, DataMovementConfig::writer());
    // As ttnn has it with a DST of 32 bits: what is between input and output has them, too.
    for (uint32_t index : {0u, 5u, 6u})
      buffer(width, {index});
    buffer(1, {3});
    buffer(2, {16});
    words(width, {24});
    words(1, {18, 19, 21});
    words(2, {22});
    device.run(program);
    check(scaled);
  }
  void check(bool scaled) {
    std::vector<float> result = values(out, rows, columns);
    for (uint32_t row = 0; row < rows; ++row) {
      double sum = 0, squares = 0;
      for (uint32_t column = 0; column < used; ++column)
        sum += element(row, column);
      for (uint32_t column = 0; column < used; ++column)
        squares += std::pow(element(row, column) - sum / used, 2);
      double deviation = std::sqrt(squares / used + epsilon);
      for (uint32_t column = 0; column < used; ++column) {
        double expected = (element(row, column) - sum / used) / deviation;
        if (scaled)
          expected = expected * bfloat(otherWave(column)) + bfloat(wave(column));
        // The difference is exact to bfloat16, which the factors are rounded to.
        ASSERT_NEAR(result[size_t{row} * columns + column], expected, scaled ? 0.025 : 0.0125)
            << row << "," << column;
      }
    }
  }
  Buffer in, out;
};

TEST_F(VendorWelfordNorm, Plain) { normalise(false); }
TEST_F(VendorWelfordNorm, WithGammaAndBeta) { normalise(true); }
TEST_F(VendorWelfordNorm, OnBlackhole) {
  device = Device("blackhole");
  normalise(true);
}

/// Tensors of Float32 that pass the vector engine with all their bits: each buffer has a second
/// index that is unpacked to DST.
class VendorExactNorm : public VendorStatistics {
protected:
  static float fine(size_t i) { return distant(i) + otherWave(i * 7) / 4096; }

  Buffer exactTensor(float (*value)(size_t)) {
    std::vector<float> numbers(size_t{rows} * columns);
    for (size_t i = 0; i < numbers.size(); ++i)
      numbers[i] = value ? value(i) : 0.0f;
    std::vector<std::byte> bytes(numbers.size() * 4);
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    Buffer buffer = device.createBuffer(BufferType::Dram, 4096, height * width);
    device.write(buffer, tilize(bytes, rows, columns, 4));
    return buffer;
  }
  void shared(uint32_t pages, uint32_t first, uint32_t second) {
    program.cbs.push_back(
        {pages * 4096,
         oneCore,
         {{first, DataFormat::Float32, 4096}, {second, DataFormat::Float32, 4096}},
         {}});
  }
  void run() {
    Buffer in = exactTensor(fine), out = exactTensor(nullptr);
    const std::vector<std::pair<std::string, std::string>> defines = {
        {"USE_WELFORD", "1"}, {"WELFORD_FP32_ALIAS", "1"}, {"COMPACT_FP32_FINALIZER", "1"}};
    const std::string folder = "normalization/layernorm/device/kernels/";
    const Named buffers = {{"in", 0},     {"x_welford", 8},  {"eps", 3},
                           {"out", 16},   {"ex", 18},        {"ex2", 19},
                           {"ex2pe", 21}, {"ex_welford", 9}, {"ex2pe_fp32", 10}};
    ComputeConfig config = wide();
    config.unpackToDestMode.assign(32, UnpackToDestMode::Default);
    for (uint32_t index : {8u, 9u, 10u})
      config.unpackToDestMode[index] = UnpackToDestMode::UnpackToDestFp32;
    addNamed(folder + "dataflow/reader_unary_interleaved_ln.cpp",
             {{"NCHt", height}, {"Wt", width}, {"reader_start", 0}, {"eps", bitsOf(1e-3f)}},
             {{"block_size", 1}, {"W", used}}, buffers, {{"src", &in}},
             DataMovementConfig::reader())
        .defines = defines;
    addNamed(folder + "compute/layernorm_welford.cpp", {{"NCHt", height}},
             {{"Wt", width},
              {"block_size", 1},
              {"do_gamma", 0},
              {"do_beta", 0},
              {"fp32_dest_acc_en", 1},
              {"W", used},
              {"tile_width", 32},
              {"fuse_pre_add", 0},
              {"reciprocal_w", bitsOf(1.0f / used)}},
             buffers, {}, config)
        .defines = defines;
    addNamed(folder + "dataflow/writer_unary_interleaved_start_id_blocked.cpp",
             {{"Wt", width}, {"num_tile_rows", height}, {"writer_start", 0}}, {{"block_size", 1}},
             buffers, {{"dst", &out}}, DataMovementConfig::writer());
    shared(width, 0, 8);
    shared(1, 18, 9);
    shared(1, 21, 10);
    buffer(1, {3});
    words(1, {19});
    words(2, {16});
    device.run(program);
    check(out);
  }
  void check(const Buffer &out) {
    std::vector<std::byte> bytes(out.bytes());
    device.read(out, bytes);
    bytes = untilize(bytes, rows, columns, 4);
    for (uint32_t row = 0; row < rows; ++row) {
      double sum = 0, squares = 0;
      for (uint32_t column = 0; column < used; ++column)
        sum += fine(size_t{row} * columns + column);
      for (uint32_t column = 0; column < used; ++column)
        squares += std::pow(fine(size_t{row} * columns + column) - sum / used, 2);
      // The factor passes the source registers, which have ten bits of a mantissa.
      double deviation = std::sqrt(squares / used + 1e-3);
      for (uint32_t column = 0; column < used; ++column) {
        size_t place = size_t{row} * columns + column;
        float result;
        std::memcpy(&result, bytes.data() + place * 4, 4);
        double expected = (fine(place) - sum / used) / deviation;
        ASSERT_NEAR(result, expected, 0.002 * std::abs(expected) + 1e-5) << row << "," << column;
      }
    }
  }
};

TEST_F(VendorExactNorm, OfFloat32) { run(); }

/// What a core of several sends the others: mean and variance of its part of the rows, by Welford's
/// recurrence.
class VendorPartialNorm : public VendorStatistics {
protected:
  void addTable() {
    uint32_t bytes = (used * 4 + 31) / 32 * 32;
    uint32_t address = device.createBuffer(BufferType::L1, bytes, 1).address;
    std::vector<uint32_t> table(bytes / 4);
    for (uint32_t i = 0; i < used; ++i)
      table[i] = bitsOf(1.0f / static_cast<float>(i + 1));
    std::memcpy(device.l1(origin, address, bytes).data(), table.data(), bytes);
    program.cbs.push_back({bytes, oneCore, {{4, DataFormat::Float32, bytes}}, {address}});
  }
  void run() {
    Buffer in = tensor(rows, columns, distant);
    Buffer out = tensor(rows, 64, [](size_t) { return 0.0f; });
    addFeeds({{&in, 0, upTo(height * width)}});
    addNamed("normalization/layernorm_distributed/device/kernels/compute/"
             "layernorm_pre_allgather_welford.cpp",
             {{"NCHt", height}}, {{"Wt", width}, {"W", used}, {"welford_unpack_fp32_active", 0}},
             {{"in0", 0}, {"recip", 4}, {"scratch", 5}, {"out", 16}}, {}, wide());
    addWriter(out, 16, height * 2);
    buffer(2, {0});
    addTable();
    words(2, {5});
    buffer(2, {16});
    device.run(program);
    std::vector<float> result = values(out, rows, 64);
    for (uint32_t row = 0; row < rows; ++row) {
      double sum = 0, squares = 0;
      for (uint32_t column = 0; column < used; ++column)
        sum += element(row, column);
      for (uint32_t column = 0; column < used; ++column)
        squares += std::pow(element(row, column) - sum / used, 2);
      EXPECT_NEAR(result[size_t{row} * 64], sum / used, sum / used / 256) << row;
      EXPECT_NEAR(result[size_t{row} * 64 + 32], squares / used, squares / used / 200) << row;
    }
  }
};

TEST_F(VendorPartialNorm, OfOneCore) { run(); }

/// ttnn.var and ttnn.std; tiles that the kernel does not keep are sent again, or lie in L1.
class VendorVariance : public VendorStatistics {
protected:
  struct Reduction {
    bool ofRows = true, deviation = false, replay = false;
    float factor = 1.0f;
  };

  void reduce(const Reduction &what) {
    // Lines that are reduced are as long as a row of the tensor, or a column of one turned over.
    Buffer in = what.ofRows ? tensor(rows, columns, distant) : tensor(columns, rows, [](size_t i) {
      return distant(i % rows * columns + i / rows);
    });
    Buffer out = what.ofRows ? tensor(rows, 32, [](size_t) { return 0.0f; })
                             : tensor(32, rows, [](size_t) { return 0.0f; });
    std::vector<uint32_t> pages;
    auto send = [&](uint32_t line, uint32_t first, uint32_t last) {
      for (uint32_t i = first; i < last; ++i)
        pages.push_back(what.ofRows ? line * width + i : i * height + line);
    };
    for (uint32_t line = 0; line < height; ++line) {
      send(line, 0, width);
      if (!what.replay)
        send(line, 2, width - 1);
    }
    addFeeds({{&in, 0, pages}});
    KernelDescriptor &kernel =
        addNamed(std::string("reduction/generic/device/kernels/compute/welford_reduce_") +
                     (what.ofRows ? "w.cpp" : "h.cpp"),
                 {{what.ofRows ? "NCHt" : "NCWt", height}},
                 {{what.ofRows ? "Wt" : "Ht", width},
                  {what.ofRows ? "W" : "H", used},
                  {what.ofRows ? "tile_width" : "tile_height", 32},
                  {"post_mul_scaler_bits", bitsOf(what.factor)},
                  {"is_std", what.deviation},
                  {"two_pass_mean_reciprocal", bitsOf(1.0f / used)},
                  {"two_pass_variance_reciprocal", bitsOf(1.0f / (used - 1))}},
                 {{"in", 0}, {"out", 16}}, {}, wide());
    if (what.replay)
      kernel.defines = {{"WELFORD_TWO_PASS_L1_REPLAY", "1"}};
    addWriter(out, 16, height);
    buffer(what.replay ? width : 2, {0});
    buffer(2, {16});
    device.run(program);
    check(what, what.ofRows ? values(out, rows, 32) : values(out, 32, rows));
  }
  static void check(const Reduction &what, const std::vector<float> &result) {
    for (uint32_t row = 0; row < rows; ++row) {
      double sum = 0, squares = 0;
      for (uint32_t column = 0; column < used; ++column)
        sum += element(row, column);
      for (uint32_t column = 0; column < used; ++column)
        squares += std::pow(element(row, column) - sum / used, 2);
      double expected = squares / (used - 1);
      if (what.deviation)
        expected = std::sqrt(expected);
      expected *= what.factor;
      ASSERT_NEAR(result[what.ofRows ? size_t{row} * 32 : row], expected, expected / 256)
          << "line " << row;
      ASSERT_EQ(result[what.ofRows ? size_t{row} * 32 + 1 : row + rows], 0.0f);
    }
  }
};

TEST_F(VendorVariance, OfRows) { reduce({}); }
TEST_F(VendorVariance, DeviationOfRowsTimesAFactor) { reduce({.deviation = true, .factor = 3}); }
TEST_F(VendorVariance, OfRowsHeldInL1) { reduce({.replay = true}); }
TEST_F(VendorVariance, OfColumns) { reduce({.ofRows = false}); }
TEST_F(VendorVariance, DeviationOfColumns) { reduce({.ofRows = false, .deviation = true}); }

/// ttnn.uniform.
class VendorUniform : public VendorStatistics {
protected:
  std::vector<float> draw(uint32_t seed) {
    program = {};
    Buffer out = tensor(rows, columns, [](size_t) { return 0.0f; });
    const std::string folder = "uniform/device/kernels/";
    add(folder + "compute_uniform.cpp", {seed, bitsOf(-2.0f), bitsOf(6.0f), 0, height * width},
        wide())
        .compileTimeArgs = {16};
    KernelDescriptor &writer = add(folder + "writer_uniform.cpp", {out.address, 0, height * width},
                                   DataMovementConfig::writer());
    writer.compileTimeArgs = {16};
    describe(writer, out);
    buffer(2, {16});
    device.run(program);
    return values(out, rows, columns);
  }
};

TEST_F(VendorUniform, NumbersBetweenBounds) {
  std::vector<float> numbers = draw(11);
  EXPECT_EQ(numbers, draw(11));
  EXPECT_NE(numbers, draw(12));
  double sum = 0, squares = 0;
  for (float number : numbers) {
    ASSERT_GE(number, -2.0f);
    ASSERT_LE(number, 6.0f);
    sum += number;
    squares += number * number;
  }
  double count = rows * columns, mean = sum / count;
  EXPECT_NEAR(mean, 2.0, 0.1);
  EXPECT_NEAR(squares / count - mean * mean, 64.0 / 12, 0.2);
}

} // namespace
