//===- VendorAttentionTest.cpp - ttnn's attention kernels -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

#include <algorithm>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// How the program is set up.
struct Attention {
  bool causal = false, chained = false, approximate = false, fp32Dest = false;
  uint32_t queryHeads = 2, keyHeads = 1;
  const char *architecture = "wormhole_b0";
};

/// softmax(scale x Q x transposed K) x V in heads of `length` rows of `width` tiles, on two cores:
/// each takes half of the blocks of rows of all heads.
class VendorAttention : public VendorKernel {
protected:
  static constexpr uint32_t lengthTiles = 8, widthTiles = 2, chunkTiles = 2, chunks = 4, cores = 2;
  static constexpr uint32_t length = lengthTiles * 32, width = widthTiles * 32;
  static constexpr float scale = 0.125f;
  static inline const CoreRanges coreRow{{{0, 0}, {cores - 1, 0}}};

  Attention setup;
  Buffer q, k, v, out;

  uint32_t chunksPerCore() const { return setup.queryHeads * chunks / cores; }
  static float spread(size_t i, uint32_t seed) {
    return static_cast<float>(static_cast<int>((i * 7919 + seed) * 104729 % 2003) - 1001) / 500.0f;
  }
  static double rounded(float value) { return bfloat16ToFloat(roundToBfloat16(value)); }
  static auto from(uint32_t seed) {
    return [seed](size_t i) { return spread(i, seed); };
  }

  KernelDescriptor &onBoth(const std::string &file, std::vector<uint32_t> compileTime,
                           const std::function<std::vector<uint32_t>(uint32_t)> &runtime,
                           std::variant<DataMovementConfig, ComputeConfig> config) {
    KernelDescriptor &kernel = add("transformer/sdpa/device/kernels/" + file, {}, config);
    kernel.coreRanges = coreRow;
    kernel.compileTimeArgs = std::move(compileTime);
    kernel.runtimeArgs.clear();
    for (uint32_t core = 0; core < cores; ++core)
      kernel.runtimeArgs.push_back({{core, 0}, runtime(core)});
    return kernel;
  }
  /// The first core reads K and V of the head and forwards them to the second.
  std::vector<uint32_t> chain(uint32_t core) const {
    if (!setup.chained)
      return std::vector<uint32_t>(12, 0);
    Coordinate first = device.workerCoordinate({0, 0}), second = device.workerCoordinate({1, 0});
    if (core == 0)
      return {1, 1, 0, 0, 0, 0, 0, second.x, second.y, chunksPerCore(), 1, 1};
    return {1, 0, 1, 0, 0, first.x, first.y, 0, 0, 0, 0, 0};
  }
  void addReader() {
    KernelDescriptor &reader = onBoth(
        "dataflow/reader_interleaved.cpp",
        {1,
         setup.queryHeads,
         setup.keyHeads,
         setup.keyHeads,
         lengthTiles,
         lengthTiles,
         lengthTiles,
         widthTiles,
         widthTiles,
         chunkTiles,
         chunks,
         chunkTiles,
         chunks,
         cores,
         setup.causal,
         0,
         0,
         0,
         0,
         0,
         0,
         0,
         0,
         0,
         0,
         1,
         0,
         0,
         0,
         1,
         2,
         0,
         0,
         0,
         0,
         0,
         2,
         3},
        [&](uint32_t core) {
          std::vector<uint32_t> words{q.address, k.address, v.address, 0, 0, 0, 0, 1, 0, 0};
          if (!setup.causal)
            for (uint32_t word : chain(core))
              words.push_back(word);
          words.insert(words.end(), {core * chunksPerCore(), chunksPerCore()});
          return words;
        },
        DataMovementConfig::reader());
    for (const Buffer *tensor : {&q, &k, &v, &q, &q, &q, &q, &q, &q, &q})
      describe(reader, *tensor); // Those after the third are for features that are off.
    for (uint32_t cb : {0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0})
      reader.compileTimeArgs.push_back(cb);
  }
  void addWriter() {
    constexpr uint32_t ones = 0x3F803F80; // Two bfloat16 ones.
    KernelDescriptor &writer = onBoth(
        "dataflow/writer_interleaved.cpp",
        {1,
         setup.queryHeads,
         lengthTiles,
         length,
         widthTiles,
         chunkTiles,
         chunks,
         chunkTiles,
         chunks,
         ones,
         cores,
         setup.causal,
         0,
         0,
         0,
         0,
         setup.causal,
         0,
         1,
         0,
         0,
         0,
         0,
         0,
         1,
         2,
         3,
         0},
        [&](uint32_t core) {
          return std::vector<uint32_t>{out.address,     1, 0, 0, 0, 0, 0, core * chunksPerCore(),
                                       chunksPerCore(), 0, 0};
        },
        DataMovementConfig::writer());
    for (int i = 0; i < 3; ++i)
      describe(writer, out);
    for (uint32_t cb : {3, 5, 7, 0, 16, 0, 0, 0})
      writer.compileTimeArgs.push_back(cb);
  }
  void addCompute() {
    std::vector<uint32_t> words{
        lengthTiles, widthTiles, widthTiles, chunkTiles, chunks, chunkTiles, chunks,
        // The products' blocks: sub-blocks are one tile high.
        widthTiles, chunkTiles, 1, chunkTiles, 1, chunkTiles, widthTiles, 1, chunkTiles, 1,
        setup.causal, 0, 0, 0, std::bit_cast<uint32_t>(scale), 0, 0, 0, lengthTiles, 0, 0, 0,
        // The circular buffers.
        0, 1, 2, 3, 0, 5, 7, 0, 0, 16, 24, 25, 26, 27, 28, 29, 30, 31, 0};
    onBoth(
        "compute/sdpa.cpp", words,
        [&](uint32_t core) {
          return std::vector<uint32_t>{1, 0, 0, 0, core * chunksPerCore(), chunksPerCore()};
        },
        ComputeConfig{.mathFidelity = MathFidelity::HiFi2, .fp32DestAccEn = setup.fp32Dest})
        .defines = {{"EXP_APPROX_MODE", setup.approximate ? "1" : "0"},
                    {"STATS_GRANULARITY", "2"},
                    {"SUB_EXP_GRANULARITY", "2"},
                    {"DHT_GRANULARITY", "2"},
                    {"REDUCE_GRANULARITY", "1"}};
  }
  void addBuffers() {
    constexpr uint32_t block = chunkTiles * widthTiles, scores = chunkTiles * chunkTiles;
    for (uint32_t index : {0u, 1u, 2u})
      buffer(2 * block, {index});
    buffer(2, {3});
    for (uint32_t index : {5u, 7u})
      buffer(1, {index});
    buffer(scores, {24});
    for (uint32_t index : {16u, 25u, 26u})
      buffer(block, {index});
    for (uint32_t index : {27u, 28u, 29u, 30u, 31u})
      buffer(chunkTiles, {index});
    for (CBDescriptor &descriptor : program.cbs)
      descriptor.coreRanges = coreRow;
    for (uint32_t id = 0; id < 4; ++id)
      program.semaphores.push_back({id, coreRow, 0});
  }
  void attend(const Attention &attention) {
    setup = attention;
    device = Device(setup.architecture);
    q = tensor(setup.queryHeads * length, width, from(1));
    k = tensor(setup.keyHeads * length, width, from(2));
    v = tensor(setup.keyHeads * length, width, from(3));
    out = tensor(setup.queryHeads * length, width, [](size_t) { return 7.0f; });
    addReader();
    addCompute();
    addWriter();
    addBuffers();
    // A strict run ends with what these kernels leave: their constants in the buffers, and, when
    // they forward, a write that was flushed but not waited for.
    RunReport report = device.run(program, {.lenient = true});
    for (const FaultReport &fault : report.faults)
      EXPECT_TRUE(fault.fault.rule() == Rule::CbImbalance ||
                  (setup.chained && fault.fault.rule() == Rule::ExitBeforeBarrier))
          << fault.fault.what();
    check();
  }
  /// The scores of a row, and their greatest.
  std::vector<double> scoresOf(uint32_t head, uint32_t row, double &most) const {
    uint32_t keyHead = head / (setup.queryHeads / setup.keyHeads);
    std::vector<double> scores(setup.causal ? row + 1 : length);
    most = -1e9;
    for (uint32_t key = 0; key < scores.size(); ++key) {
      for (uint32_t i = 0; i < width; ++i)
        scores[key] += rounded(spread((size_t{head} * length + row) * width + i, 1)) *
                       rounded(spread((size_t{keyHead} * length + key) * width + i, 2));
      scores[key] *= scale;
      most = std::max(most, scores[key]);
    }
    return scores;
  }
  void check() {
    std::vector<float> result = values(out, setup.queryHeads * length, width);
    for (uint32_t head = 0; head < setup.queryHeads; ++head)
      for (uint32_t row = 0; row < length; ++row) {
        double most, sum = 0;
        std::vector<double> scores = scoresOf(head, row, most);
        for (double &score : scores)
          sum += score = std::exp(score - most);
        uint32_t keyHead = head / (setup.queryHeads / setup.keyHeads);
        for (uint32_t i = 0; i < width; ++i) {
          double expected = 0, magnitude = 0;
          for (uint32_t key = 0; key < scores.size(); ++key) {
            double part = scores[key] / sum *
                          rounded(spread((size_t{keyHead} * length + key) * width + i, 3));
            expected += part;
            magnitude += std::abs(part);
          }
          // Scores, weights and partial results are bfloat16 on their way.
          ASSERT_NEAR(result[(size_t{head} * length + row) * width + i], expected, 0.05 * magnitude)
              << "head " << head << ", row " << row << ", column " << i;
        }
      }
  }
};

TEST_F(VendorAttention, Plain) { attend({}); }
TEST_F(VendorAttention, Causal) { attend({.causal = true}); }
TEST_F(VendorAttention, CausalOnBlackhole) {
  attend({.causal = true, .fp32Dest = true, .architecture = "blackhole"});
}
TEST_F(VendorAttention, KeysForwardedFromCoreToCoreOnBlackhole) {
  attend({.chained = true, .queryHeads = 1, .architecture = "blackhole"});
}
TEST_F(VendorAttention, ApproximateExponentials) { attend({.approximate = true, .keyHeads = 2}); }

} // namespace
