//===- EngineTest.cpp - Reductions, layouts and formats -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"
#include "SingleCore.h"
#include "core/Error.h"
#include "tensix/Tile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

const std::string headers = "#include \"api/compute/bcast.h\"\n"
                            "#include \"api/compute/eltwise_binary.h\"\n"
                            "#include \"api/compute/matmul.h\"\n"
                            "#include \"api/compute/pack_untilize.h\"\n"
                            "#include \"api/compute/reduce.h\"\n"
                            "#include \"api/compute/tile_move_copy.h\"\n"
                            "#include \"api/compute/tilize.h\"\n"
                            "#include \"api/compute/transpose.h\"\n"
                            "#include \"api/compute/transpose_dest.h\"\n";

float real(uint32_t word) { return std::bit_cast<float>(word); }
uint32_t word(float value) { return std::bit_cast<uint32_t>(value); }

/// Numbers of nine mantissa bits: what products read of SrcA, where sums of columns have their
/// input.
Words numbers(uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> any(-2.0f, 2.0f);
  Words words(1024);
  for (uint32_t &each : words)
    each = word(any(random)) & 0xFFFFC000u;
  return words;
}

std::string reduction(const std::string &pool, const std::string &dimension) {
  std::string types = "<PoolType::" + pool + ", ReduceDim::REDUCE_" + dimension + ">";
  return "reduce_init" + types + "(0, 0, 16); reduce_tile" + types + "(0, 0, 0, 1, 0);";
}

/// The reductions of the vendor, over a tile and a scaler tile with the given rows 0 and 16.
class ReduceTest : public testing::Test {
protected:
  std::vector<Words> run(const std::vector<std::string> &steps, const std::vector<Words> &inputs) {
    DestProgram program(DataFormat::Float32, DataFormat::Float32);
    program.copies = false;
    return program.run(headers, steps, inputs);
  }
  double at(const Words &tile, uint32_t row, uint32_t column) const {
    return double{real(tile[row * 32 + column])};
  }
};

// The engine rounds 28 of 32 products to 2^-10 of the power of two of the largest of their eight.
constexpr double aligned = 28 * 0x1p-11;

TEST_F(ReduceTest, SumsAveragesAndMaximaInFp32) {
  Words in = numbers(1), one(1024), part(1024);
  for (uint32_t row : {0u, 16u})
    for (uint32_t column = 0; column < 32; ++column) {
      one[row * 32 + column] = word(1.0f);
      part[row * 32 + column] = word(1.0f / 32);
    }
  std::vector<Words> sums =
      run({reduction("SUM", "ROW"), reduction("SUM", "COL"), reduction("SUM", "SCALAR"),
           reduction("MAX", "ROW"), reduction("MAX", "COL"), reduction("MAX", "SCALAR")},
          {in, one});
  std::vector<Words> averages = run(
      {reduction("AVG", "ROW"), reduction("AVG", "COL"), reduction("AVG", "SCALAR")}, {in, part});
  double all = 0, most = -10;
  for (uint32_t line = 0; line < 32; ++line) {
    double row = 0, column = 0, mostOfRow = -10, mostOfColumn = -10;
    for (uint32_t i = 0; i < 32; ++i) {
      row += at(in, line, i);
      column += at(in, i, line);
      mostOfRow = std::max(mostOfRow, at(in, line, i));
      mostOfColumn = std::max(mostOfColumn, at(in, i, line));
    }
    EXPECT_NEAR(at(sums[0], line, 0), row, aligned);
    EXPECT_NEAR(at(sums[1], 0, line), column, aligned);
    EXPECT_EQ(at(sums[3], line, 0), mostOfRow);
    EXPECT_EQ(at(sums[4], 0, line), mostOfColumn);
    EXPECT_NEAR(at(averages[0], line, 0), row / 32, aligned / 32);
    EXPECT_NEAR(at(averages[1], 0, line), column / 32, aligned / 32);
    all += row;
    most = std::max(most, mostOfRow);
  }
  // The 16 sums of columns pass the source registers: ten bits of mantissa.
  EXPECT_NEAR(at(sums[2], 0, 0), all, 16 * 8 * 0x1p-10);
  EXPECT_EQ(at(sums[5], 0, 0), most);
  EXPECT_NEAR(at(averages[2], 0, 0), all / 1024, 16 * 0.25 * 0x1p-10);
}

// Each face has its own row of the scaler, so a scaler can leave out padding.
TEST_F(ReduceTest, ScalersMayLeaveElementsOut) {
  Words in = numbers(2), scaler(1024);
  for (uint32_t column = 0; column < 20; ++column)
    scaler[column] = word(1.0f); // Of sums along rows: the first 20 columns.
  Words rows = run({reduction("SUM", "ROW")}, {in, scaler})[0];
  for (uint32_t row = 0; row < 32; ++row) {
    double sum = 0;
    for (uint32_t column = 0; column < 20; ++column)
      sum += at(in, row, column);
    EXPECT_NEAR(at(rows, row, 0), sum, aligned);
    EXPECT_EQ(at(rows, row, 1), 0);
  }
  std::fill(scaler.begin(), scaler.end(), 0);
  for (uint32_t face : {0u, 16u})
    for (uint32_t i = 0; i < 16; ++i) {
      scaler[face + i] = word(1.0f);                       // All rows of the upper faces,
      scaler[16 * 32 + face + i] = i < 4 ? word(1.0f) : 0; // four of the lower ones.
    }
  Words columns = run({reduction("SUM", "COL")}, {in, scaler})[0];
  for (uint32_t column = 0; column < 32; ++column) {
    double sum = 0;
    for (uint32_t row = 0; row < 20; ++row)
      sum += at(in, row, column);
    EXPECT_NEAR(at(columns, 0, column), sum, aligned);
  }
}

TEST(Layout, TilesOfDestTransposeInPlace) {
  Words in = numbers(3);
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  std::vector<Words> out =
      program.run(headers,
                  {"transpose_dest_init<true>(); transpose_dest<true>(0);",
                   "transpose_dest_init<true, false>(); transpose_dest<true, false>(0);"},
                  {in});
  for (uint32_t row = 0; row < 32; ++row)
    for (uint32_t column = 0; column < 32; ++column) {
      EXPECT_EQ(out[0][row * 32 + column], in[column * 32 + row]);
      uint32_t from = (row / 16 * 16 + column % 16) * 32 + column / 16 * 16 + row % 16;
      EXPECT_EQ(out[1][row * 32 + column], in[from]);
    }
}

/// Runs a compute kernel on `tiles` pages of CB 0 into as many of CB 16, all as they lie in memory.
template <typename Element>
std::vector<Element> movePages(DataFormat format, const std::string &body,
                               const std::vector<Element> &elements) {
  Device device("wormhole_b0");
  uint32_t bytes = findFormat(format)->tileBytes;
  auto tiles = static_cast<uint32_t>(elements.size() * sizeof(Element) / bytes);
  std::string count = std::to_string(tiles);
  Buffer in = device.createBuffer(BufferType::Dram, bytes, tiles);
  Buffer out = device.createBuffer(BufferType::Dram, bytes, tiles);
  device.write(in, std::as_bytes(std::span(elements)));
  auto kernel = [&](const char *name, const Buffer &tensor, const std::string &text, auto config) {
    KernelDescriptor result;
    result.name = name;
    result.source = text;
    result.coreRanges = {{{0, 0}, {0, 0}}};
    result.compileTimeArgs = device.tensorAccessorArgs(tensor);
    result.runtimeArgs = {{{0, 0}, {tensor.address}}};
    result.config = config;
    return result;
  };
  auto movement = [&](const std::string &steps) {
    return "#include \"api/dataflow/dataflow_api.h\"\nvoid kernel_main() {\n"
           "  const auto tensor = TensorAccessor(TensorAccessorArgs<0>(), "
           "get_arg_val<uint32_t>(0));\n" +
           steps + "}\n";
  };
  ComputeConfig config;
  config.fp32DestAccEn = format == DataFormat::Float32;
  if (config.fp32DestAccEn)
    config.unpackToDestMode.assign(32, UnpackToDestMode::UnpackToDestFp32);
  ProgramDescriptor program;
  program.kernels = {
      kernel("reader.cpp", in,
             movement("  cb_reserve_back(0, " + count + ");\n  for (uint32_t i = 0; i < " + count +
                      "; ++i)\n    noc_async_read_page(i, tensor, get_write_ptr(0) + i * " +
                      std::to_string(bytes) +
                      ");\n  noc_async_read_barrier();\n  cb_push_back(0, " + count + ");\n"),
             DataMovementConfig::reader()),
      kernel("compute.cpp", in,
             headers +
                 "void kernel_main() {\n  compute_kernel_hw_startup(0, 16);\n  cb_wait_front(0, " +
                 count + ");\n  cb_reserve_back(16, " + count + ");\n" + body +
                 "  cb_push_back(16, " + count + ");\n  cb_pop_front(0, " + count + ");\n}\n",
             config),
      kernel("writer.cpp", out,
             movement("  cb_wait_front(16, " + count + ");\n  for (uint32_t i = 0; i < " + count +
                      "; ++i)\n    noc_async_write_page(i, tensor, get_read_ptr(16) + i * " +
                      std::to_string(bytes) +
                      ");\n  noc_async_write_barrier();\n  cb_pop_front(16, " + count + ");\n"),
             DataMovementConfig::writer())};
  for (uint32_t index : {0u, 16u})
    program.cbs.push_back({tiles * bytes, {{{0, 0}, {0, 0}}}, {{index, format, bytes}}, {}});
  device.run(program);
  std::vector<Element> result(elements.size());
  device.read(out, std::as_writable_bytes(std::span(result)));
  return result;
}

/// Place of element (row, column) of a matrix of `width` tiles a row, tile by tile.
size_t placeInTiles(uint32_t row, uint32_t column, uint32_t width) {
  return (size_t{row / 32} * width + column / 32) * 1024 + faceIndex(row % 32, column % 32);
}

TEST(Layout, RowsBecomeTilesAndTilesRows) {
  constexpr uint32_t width = 3, rows = 64, columns = 96;
  std::vector<uint32_t> lines(size_t{rows} * columns);
  for (size_t i = 0; i < lines.size(); ++i)
    lines[i] = word(static_cast<float>(i));
  std::vector<uint32_t> tiles =
      movePages(DataFormat::Float32,
                "  tilize_init(0, 3, 16);\n  tilize_block(0, 3, 16);\n"
                "  tilize_block(0, 3, 16, 3, 3);\n  tilize_uninit(0, 16);\n",
                lines);
  for (uint32_t row = 0; row < rows; ++row)
    for (uint32_t column = 0; column < columns; ++column)
      ASSERT_EQ(tiles[placeInTiles(row, column, width)], lines[row * columns + column]);
  std::vector<uint32_t> again =
      movePages(DataFormat::Float32,
                "  pack_untilize_dest_init<1, 3>(16);\n  copy_init(0);\n"
                "  for (uint32_t c = 0; c < 3; ++c) {\n    tile_regs_acquire();\n"
                "    copy_tile(0, c, 0);\n    copy_tile(0, 3 + c, 1);\n    tile_regs_commit();\n"
                "    tile_regs_wait();\n    pack_untilize_dest<1, 3>(16, 2, c);\n"
                "    tile_regs_release();\n  }\n  pack_untilize_uninit(16);\n",
                tiles);
  EXPECT_EQ(again, lines);
}

TEST(Layout, BlocksOfTilesBecomeRows) {
  constexpr uint32_t columns = 128;
  std::vector<uint16_t> tiles(size_t{32} * columns);
  for (size_t i = 0; i < tiles.size(); ++i)
    tiles[i] = static_cast<uint16_t>(0x3F80 + i % 1000);
  std::vector<uint16_t> lines =
      movePages(DataFormat::Float16_b,
                "  pack_untilize_init<4>(0, 16);\n  pack_untilize_block<4>(0, 1, 16);\n"
                "  pack_untilize_uninit(16);\n",
                tiles);
  for (uint32_t row = 0; row < 32; ++row)
    for (uint32_t column = 0; column < columns; ++column)
      ASSERT_EQ(lines[row * columns + column], tiles[placeInTiles(row, column, 4)]);
}

Tile someTile(uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> any(0.0f, 1.0f);
  Tile tile;
  for (float &value : tile.value)
    value = keepBfloat16(any(random) * std::exp2(static_cast<float>(random() % 6)));
  return tile;
}

// Seven bits of magnitude below the largest of each sixteen, or three.
TEST(BlockFormats, KeepWhatTheirExponentAllows) {
  for (DataFormat format : {DataFormat::Bfp8_b, DataFormat::Bfp4_b}) {
    Tile tile = someTile(5), back;
    std::vector<std::byte> memory(findFormat(format)->tileBytes);
    storeTile(tile, memory.data(), format);
    loadTile(back, memory.data(), format);
    for (uint32_t row = 0; row < 32; ++row)
      for (uint32_t half = 0; half < 2; ++half) {
        float most = 0;
        for (uint32_t i = 0; i < 16; ++i)
          most = std::max(most, std::fabs(tile.at(row, half * 16 + i)));
        // Eight bits round twice, four bits cut after that.
        float power = std::exp2(std::floor(std::log2(most)));
        float bound = format == DataFormat::Bfp8_b ? power * 0x1p-6f : power * 0x1p-2f * 1.07f;
        for (uint32_t i = 0; i < 16; ++i)
          EXPECT_LE(std::fabs(back.at(row, half * 16 + i) - tile.at(row, half * 16 + i)), bound);
      }
    // What fits stays as it is.
    std::vector<std::byte> again(memory.size());
    storeTile(back, again.data(), format);
    EXPECT_EQ(again, memory);
  }
}

// By hand: 1.0, -0.5, 3.0 and 1/128 in one row of a face; exponent 128, magnitudes in 1/32.
TEST(BlockFormats, HaveTheHardwaresBits) {
  Tile tile;
  tile.value[0] = 1.0f;
  tile.value[1] = -0.5f;
  tile.value[2] = 3.0f;
  tile.value[3] = 1.0f / 64; // Half of the last bit: away from zero.
  std::vector<std::byte> memory(1088);
  storeTile(tile, memory.data(), DataFormat::Bfp8_b);
  EXPECT_EQ(std::to_integer<int>(memory[0]), 128);
  EXPECT_EQ(std::to_integer<int>(memory[64]), 32);
  EXPECT_EQ(std::to_integer<int>(memory[65]), 0x80 | 16);
  EXPECT_EQ(std::to_integer<int>(memory[66]), 96);
  EXPECT_EQ(std::to_integer<int>(memory[67]), 1);
  storeTile(tile, memory.data(), DataFormat::Bfp4_b);
  EXPECT_EQ(std::to_integer<int>(memory[0]), 128);
  EXPECT_EQ(std::to_integer<int>(memory[64]), 2 | (8 | 1) << 4);
  EXPECT_EQ(std::to_integer<int>(memory[65]), 6);
}

// ISA documentation, FloatBitPatterns.md: a sign without magnitude is minus infinity, so zeros are
// packed without one; and the exponent of a small magnitude wraps around.
TEST(BlockFormats, ReadASignAloneAsInfinity) {
  Tile tile;
  tile.value[0] = 1.0f;
  tile.value[1] = -0.0f;
  tile.value[2] = -1.0f / 1024;
  tile.value[3] = -NAN;
  tile.value[16] = -INFINITY;
  std::vector<std::byte> memory(1088);
  storeTile(tile, memory.data(), DataFormat::Bfp8_b);
  EXPECT_EQ(std::to_integer<int>(memory[0]), 255);
  EXPECT_EQ(std::to_integer<int>(memory[65]), 0);
  EXPECT_EQ(std::to_integer<int>(memory[66]), 0);
  EXPECT_EQ(std::to_integer<int>(memory[67]), 0x80 | 64);
  memory[0] = std::byte{1};
  memory[64] = std::byte{1};
  memory[65] = std::byte{0x80};
  loadTile(tile, memory.data(), DataFormat::Bfp8_b);
  EXPECT_EQ(tile.value[0], 0x1p+124f);
  EXPECT_EQ(tile.value[1], -INFINITY);
}

TEST(Fp8, EveryValueSurvives) {
  for (uint32_t byte = 0; byte < 256; ++byte) {
    std::vector<std::byte> memory(1024, static_cast<std::byte>(byte)), again(1024);
    Tile tile;
    loadTile(tile, memory.data(), DataFormat::Fp8_e4m3);
    storeTile(tile, again.data(), DataFormat::Fp8_e4m3);
    EXPECT_EQ(again[0], memory[0]) << byte;
  }
  Tile tile;
  tile.value.fill(1.0f);
  tile.value[0] = 1000.0f;  // Too large.
  tile.value[1] = 1.0625f;  // Ties to even.
  tile.value[2] = 0x1p-10f; // Half of the least: to zero.
  tile.value[3] = 448.0f;
  std::vector<std::byte> memory(1024);
  storeTile(tile, memory.data(), DataFormat::Fp8_e4m3);
  EXPECT_EQ(std::to_integer<int>(memory[0]), 0x7E);
  EXPECT_EQ(std::to_integer<int>(memory[1]), 0x38);
  EXPECT_EQ(std::to_integer<int>(memory[2]), 0);
  EXPECT_EQ(std::to_integer<int>(memory[3]), 0x7E);
}

// Bytes of sign and magnitude; every sum is exact.
TEST(Integers, MatmulOfBytesIsExact) {
  std::mt19937 random(11);
  Words a(1024), b(1024);
  for (size_t i = 0; i < 1024; ++i) {
    a[i] = random() & 0xFF;
    b[i] = random() & 0xFF;
  }
  DestProgram program(DataFormat::Int8, DataFormat::Int32);
  program.copies = false;
  std::vector<Words> out = program.run(
      headers,
      {"matmul_init(0, 0); for (int i = 0; i < 3; ++i) matmul_tiles(0, 0, 0, 1, 0);",
       "add_init(0, 0); add_tiles(0, 0, 0, 1, 0);", "mul_init(0, 0); mul_tiles(0, 0, 0, 1, 0);"},
      {a, b});
  auto byte = [](uint32_t bits) {
    int64_t magnitude = bits & 0x7F;
    return bits & 0x80 ? -magnitude : magnitude;
  };
  for (uint32_t row = 0; row < 32; ++row)
    for (uint32_t column = 0; column < 32; ++column) {
      int64_t sum = 0;
      for (uint32_t k = 0; k < 32; ++k)
        sum += 3 * byte(a[row * 32 + k]) * byte(b[k * 32 + column]);
      uint32_t i = row * 32 + column;
      EXPECT_EQ(fromSignMagnitude(real(out[0][i])), sum);
      EXPECT_EQ(fromSignMagnitude(real(out[1][i])), byte(a[i]) + byte(b[i]));
      EXPECT_EQ(fromSignMagnitude(real(out[2][i])), byte(a[i]) * byte(b[i]));
    }
}

struct Refusal {
  const char *name;
  DataFormat in;
  bool wideDest;
  const char *step, *message;
  Rule rule;
};

const Refusal refusals[] = {
    {"words", DataFormat::Int32, true, "add_init(0, 0); add_tiles(0, 0, 0, 0, 0);",
     "integers of 8 bits only", Rule::FormatMismatch},
    {"narrow DST", DataFormat::Int8, false, "add_init(0, 0); add_tiles(0, 0, 0, 0, 0);",
     "fp32_dest_acc_en", Rule::FormatMismatch},
    {"blocks as rows", DataFormat::Bfp8_b, true,
     "tilize_init(0, 1, 16); tile_regs_commit(); tile_regs_wait(); tile_regs_release();"
     "tilize_block(0, 1, 16); tile_regs_acquire();",
     "share exponents", Rule::FormatMismatch},
    {"rows too wide", DataFormat::Float16_b, true,
     "tilize_init(0, 4, 16); tile_regs_commit(); tile_regs_wait(); tile_regs_release();"
     "tilize_block(0, 4, 16); tile_regs_acquire();",
     "call cb_wait_front first", Rule::CbUnderflow},
};

TEST(Formats, MisuseIsNamed) {
  for (const Refusal &refusal : refusals) {
    DestProgram program(refusal.in, DataFormat::Float32);
    program.config.fp32DestAccEn = refusal.wideDest;
    program.copies = false;
    DestProgram::Words words(1024, 0x3F803F80);
    try {
      program.run(headers, {refusal.step}, {words});
      ADD_FAILURE() << refusal.name << " was taken";
    } catch (const DeviceError &error) {
      EXPECT_EQ(error.rule(), refusal.rule) << refusal.name << ": " << error.what();
      EXPECT_NE(error.message().find(refusal.message), std::string::npos) << error.what();
    }
  }
}

TEST(Formats, Fp8BelongsToBlackhole) {
  for (const char *name : {"wormhole_b0", "blackhole"}) {
    DestProgram program(DataFormat::Fp8_e4m3, DataFormat::Float16_b, name);
    Words words(1024, 0x38);
    if (name == std::string("blackhole")) {
      EXPECT_EQ(program.run(headers, {""}, {words})[0], Words(1024, 0x3F80));
      continue;
    }
    EXPECT_THROW(program.run(headers, {""}, {words}), DeviceError);
  }
}

// Each of the three compute processors gets the text that is meant for it.
// Math goes on to numbers while the packer is at integers: the packer's format is its own.
TEST(Formats, IntegersArePackedWhileMathIsAtNumbers) {
  SingleCore core(DataFormat::UInt16, DataFormat::UInt16);
  std::vector<std::byte> counted(core.a.bytes()), packed(core.c.bytes());
  for (uint16_t i = 0; i < counted.size() / 2; ++i)
    std::memcpy(counted.data() + i * 2, &i, 2);
  core.device.write(core.a, counted);
  const std::string compute =
      "#include \"api/compute/reconfig_data_format.h\"\n#include \"api/compute/tile_move_copy.h\"\n"
      "void copy(uint32_t cb) {\n"
      "  cb_wait_front(cb, 1);\n  tile_regs_acquire();\n  reconfig_data_format_srca(cb);\n"
      "  copy_init(cb);\n  copy_tile(cb, 0, 0);\n  tile_regs_commit();\n  cb_pop_front(cb, 1);\n}\n"
      "void kernel_main() {\n  compute_kernel_hw_startup(0, 16);\n"
      "  for (uint32_t i = 0; i < 4; ++i) {\n    copy(0);\n    copy(1);\n"
      "    cb_reserve_back(16, 1);\n    tile_regs_wait();\n    pack_tile(0, 16);\n"
      "    tile_regs_release();\n    cb_push_back(16, 1);\n"
      "    tile_regs_wait();\n    tile_regs_release();\n  }\n}\n";
  ProgramDescriptor program;
  program.kernels = {core.kernel("reader.cpp", core.headers + core.readerText(goodReader)),
                     core.kernel("compute.cpp", compute),
                     core.kernel("writer.cpp", core.headers + core.readerText(goodWriter))};
  program.kernels[0].config = DataMovementConfig::reader();
  program.kernels[1].config = ComputeConfig{};
  program.kernels[2].config = DataMovementConfig::writer();
  for (uint32_t index : {0u, 1u, 16u}) {
    DataFormat format = index == 1 ? DataFormat::Float16_b : DataFormat::UInt16;
    program.cbs.push_back({2 * 2048, {{{0, 0}, {0, 0}}}, {{index, format, 2048}}, {}});
  }
  core.device.run(program);
  core.device.read(core.c, packed);
  EXPECT_TRUE(packed == counted);
}

TEST(Processors, BranchInThePreprocessor) {
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  const std::string step = "\n#ifdef TRISC_UNPACK\nmailbox_write(ckernel::MathThreadId, 1);\n"
                           "#elif defined(TRISC_MATH)\n"
                           "if (mailbox_read(ckernel::UnpackThreadId) == 1) { fill_tile_init(); "
                           "fill_tile(0, 7.0f); }\n"
                           "#else\nconstexpr bool packs = true; static_assert(packs);\n#endif\n";
  const std::string more = "#include \"api/compute/eltwise_unary/fill.h\"\n";
  EXPECT_EQ(program.run(headers + more, {step}, {numbers(4)})[0], Words(1024, word(7.0f)));
}

// The vendor's call puts rows of 16-bit formats in other places of a DST of 32 bits.
TEST(UnaryBroadcast, RowsOf16BitsNeedADestOf16Bits) {
  const std::string step = "unary_bcast_init<BroadcastType::ROW>(0); "
                           "unary_bcast<BroadcastType::ROW>(0, 0, 0); "
                           "unary_bcast_uninit<BroadcastType::ROW>(0);";
  DestProgram wide(DataFormat::Float16_b, DataFormat::Float16_b);
  wide.copies = false;
  Words in(1024);
  for (uint32_t i = 0; i < 1024; ++i)
    in[i] = word(static_cast<float>(i % 32)) >> 16;
  try {
    wide.run(headers, {step}, {in});
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::FormatMismatch);
    EXPECT_NE(std::string(error.what()).find("sfpu_add_bcast_row"), std::string::npos);
  }
  DestProgram narrow(DataFormat::Float16_b, DataFormat::Float16_b);
  narrow.copies = false;
  narrow.config.fp32DestAccEn = false;
  EXPECT_EQ(narrow.run(headers, {step}, {in})[0][31 * 32 + 7], word(7.0f) >> 16);
  DestProgram whole(DataFormat::Float32, DataFormat::Float32);
  whole.copies = false;
  Words words = numbers(3);
  EXPECT_EQ(whole.run(headers, {step}, {words})[0][31 * 32 + 7], words[7]);
}

} // namespace
