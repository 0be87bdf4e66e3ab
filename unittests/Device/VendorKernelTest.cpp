//===- VendorKernelTest.cpp - The vendor's own kernels, unmodified --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Runs kernels of the ttnn wheel. TILIUM_TTNN_WHEEL names the folder the wheel was unpacked to
// (its `ttnn`, with `tt_metal` and `ttnn/cpp`); scripts/fetch_ttnn.py makes one.
//
//===----------------------------------------------------------------------===//

#include "VendorKernel.h"

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

TEST_F(VendorKernel, UnaryChain) {
  constexpr uint32_t rows = 64, columns = 96, tiles = 6;
  Buffer in = tensor(rows, columns, wave);
  Buffer out = tensor(rows, columns, [](size_t) { return 0.0f; });
  describe(add("eltwise/unary/device/kernels/dataflow/reader_unary_interleaved_start_id.cpp",
               {in.address, tiles, 0}, DataMovementConfig::reader()),
           in);
  add("eltwise/unary/device/kernels/compute/eltwise_sfpu.cpp", {tiles}, ComputeConfig{}).defines = {
      {"SFPU_OP_EXP_INCLUDE", "1"},
      {"SFPU_OP_CHAIN_0", "exp_tile_init(); exp_tile(0); recip_tile_init(); recip_tile(0);"},
      {"SFPU_OP_RECIP_INCLUDE", "1"}};
  KernelDescriptor &writer =
      add("eltwise/unary/device/kernels/dataflow/writer_unary_interleaved_start_id.cpp",
          {out.address, tiles, 0}, DataMovementConfig::writer());
  writer.compileTimeArgs = {2};
  describe(writer, out);
  buffer(2, {0});
  buffer(2, {2});
  device.run(program);
  std::vector<float> result = values(out, rows, columns);
  for (size_t i = 0; i < result.size(); ++i) {
    float expected = std::exp(-bfloat16ToFloat(roundToBfloat16(wave(i))));
    ASSERT_NEAR(result[i], expected, 0.02f * expected) << "element " << i;
  }
}

TEST_F(VendorKernel, BinaryWithPackerRelu) {
  constexpr uint32_t rows = 64, columns = 64, tiles = 4;
  Buffer a = tensor(rows, columns, wave), b = tensor(rows, columns, otherWave);
  Buffer out = tensor(rows, columns, [](size_t) { return -1.0f; });
  KernelDescriptor &reader =
      add("eltwise/binary/device/kernels/dataflow/reader_binary_interleaved_start_id.cpp",
          {a.address, b.address, tiles, 0, 0, 0, 0}, DataMovementConfig::reader());
  reader.compileTimeArgs = {0};
  describe(reader, a);
  describe(reader, b);
  add("eltwise/binary/device/kernels/compute/eltwise_binary_kernel.cpp", {tiles, 1},
      ComputeConfig{})
      .defines = {{"ELTWISE_OP", "sub_tiles"},
                  {"ELTWISE_OP_TYPE", "EltwiseBinaryType::ELWSUB"},
                  {"PACK_RELU", "1"}};
  KernelDescriptor &writer =
      add("eltwise/unary/device/kernels/dataflow/writer_unary_interleaved_start_id.cpp",
          {out.address, tiles, 0}, DataMovementConfig::writer());
  writer.compileTimeArgs = {2};
  describe(writer, out);
  buffer(2, {0});
  buffer(2, {1});
  buffer(2, {2});
  device.run(program);
  std::vector<float> result = values(out, rows, columns);
  for (size_t i = 0; i < result.size(); ++i)
    ASSERT_EQ(result[i], bfloat16ToFloat(roundToBfloat16(
                             std::max(0.0f, bfloat16ToFloat(roundToBfloat16(wave(i))) -
                                                bfloat16ToFloat(roundToBfloat16(otherWave(i)))))))
        << "element " << i;
}

/// The kernels read `m` by `k` times `k` by `n` tiles; both tests of products share the data.
class VendorMatmul : public VendorKernel {
protected:
  static constexpr uint32_t m = 2, k = 4, n = 2;
  Buffer a, b, out;

  void makeTensors() {
    a = tensor(m * 32, k * 32, wave);
    b = tensor(k * 32, n * 32, otherWave);
    out = tensor(m * 32, n * 32, [](size_t) { return 0.0f; });
  }
  void nameBuffers(KernelDescriptor &kernel) {
    kernel.namedCompileTimeArgs = {
        {"cb_in0", 0}, {"cb_in1", 1}, {"cb_out", 16}, {"cb_intermed0", 24}};
  }
  void addWriter() {
    KernelDescriptor &writer =
        add("eltwise/unary/device/kernels/dataflow/writer_unary_interleaved_start_id.cpp",
            {out.address, m * n, 0}, DataMovementConfig::writer());
    writer.compileTimeArgs = {16};
    describe(writer, out);
  }
  void check() { checkProduct(m, k, n); }
  /// Sizes in tiles.
  void checkProduct(uint32_t rows, uint32_t inners, uint32_t columns) {
    std::vector<float> result = values(out, rows * 32, columns * 32);
    for (uint32_t row = 0; row < rows * 32; ++row)
      for (uint32_t column = 0; column < columns * 32; ++column) {
        double sum = 0, magnitude = 0;
        for (uint32_t inner = 0; inner < inners * 32; ++inner) {
          double product =
              double{bfloat16ToFloat(roundToBfloat16(wave(size_t{row} * inners * 32 + inner)))} *
              bfloat16ToFloat(roundToBfloat16(otherWave(size_t{inner} * columns * 32 + column)));
          sum += product;
          magnitude += std::abs(product);
        }
        ASSERT_NEAR(result[size_t{row} * columns * 32 + column], sum, 0.01 * magnitude)
            << row << "," << column;
      }
  }
};

TEST_F(VendorMatmul, OneTileAtATime) {
  makeTensors();
  KernelDescriptor &reader =
      add("matmul/device/kernels/dataflow/reader_bmm_8bank_output_tiles_partitioned.cpp",
          {a.address, b.address, m, k, n, m * k, k * n, 1, 1, 0, m * n, m * n},
          DataMovementConfig::reader());
  nameBuffers(reader);
  reader.compileTimeArgs = {0, 0};
  describe(reader, a);
  describe(reader, b);
  KernelDescriptor &compute = add("matmul/device/kernels/compute/bmm.cpp", {}, ComputeConfig{});
  nameBuffers(compute);
  compute.compileTimeArgs = {1, m, k, n};
  addWriter();
  buffer(2, {0});
  buffer(2, {1});
  buffer(2, {16});
  device.run(program);
  check();
}

// The order of output tiles is that of blocks: with one row of blocks it is the tensor's.
TEST_F(VendorMatmul, LargeBlocksWithSpills) {
  makeTensors();
  // A reader of ours: it brings the inner dimension in two blocks of two tiles.
  KernelDescriptor reader;
  reader.name = "reader.cpp";
  reader.source = R"(#include "api/dataflow/noc.h"
#include "api/dataflow/dataflow_buffer.h"
#include "api/tensor/noc_traits.h"
void kernel_main() {
  constexpr auto aArgs = TensorAccessorArgs<0>();
  constexpr auto bArgs = TensorAccessorArgs<aArgs.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(aArgs, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(bArgs, get_arg_val<uint32_t>(1));
  constexpr uint32_t bytes = get_tile_size(0), m = 2, k = 4, n = 2, width = 2;
  DataflowBuffer in0(0), in1(1);
  Noc noc;
  for (uint32_t block = 0; block < k / width; ++block) {
    in0.reserve_back(m * width);
    in1.reserve_back(width * n);
    for (uint32_t row = 0; row < m; ++row)
      for (uint32_t inner = 0; inner < width; ++inner)
        noc.async_read(a, in0, bytes, {.page_id = row * k + block * width + inner},
                       {.offset_bytes = (row * width + inner) * bytes});
    for (uint32_t inner = 0; inner < width; ++inner)
      for (uint32_t column = 0; column < n; ++column)
        noc.async_read(b, in1, bytes, {.page_id = (block * width + inner) * n + column},
                       {.offset_bytes = (inner * n + column) * bytes});
    noc.async_read_barrier();
    in0.push_back(m * width);
    in1.push_back(width * n);
  }
}
)";
  reader.coreRanges = oneCore;
  reader.runtimeArgs = {{origin, {a.address, b.address}}};
  reader.config = DataMovementConfig::reader();
  describe(reader, a);
  describe(reader, b);
  program.kernels.push_back(reader);
  KernelDescriptor &compute =
      add("matmul/device/kernels/compute/bmm_large_block_zm.cpp", {}, ComputeConfig{});
  nameBuffers(compute);
  // Blocks of 2x2 by 2x2 tiles, sub-blocks of one row: two of them, one after the other.
  compute.compileTimeArgs = {2, 2, 4, 2, 1, 4, 2, 2, 1, 2, 2, 1};
  addWriter();
  buffer(8, {0});
  buffer(8, {1});
  buffer(4, {16, 24}); // As the vendor has it: results and partial results share the memory.
  device.run(program);
  check();
}

/// The multicast product on a grid of 2x2 cores: the first column reads `a` and sends its blocks
/// along the rows, the first row reads `b` and sends down the columns.
class VendorMulticastMatmul : public VendorMatmul {
protected:
  static constexpr uint32_t perM = 2, perN = 2, inner = 2, Mt = 4, Kt = 4, Nt = 4;

  static const CoreRanges &grid() {
    static const CoreRanges all{{{0, 0}, {1, 1}}};
    return all;
  }
  Coordinate place(uint32_t x, uint32_t y) const { return device.workerCoordinate({x, y}); }

  KernelDescriptor &onCores(const std::string &file, const std::vector<uint32_t> &compileTime,
                            const std::vector<std::pair<Coordinate, std::vector<uint32_t>>> &cores,
                            std::variant<DataMovementConfig, ComputeConfig> config) {
    KernelDescriptor &kernel = add("matmul/device/kernels/" + file, {}, config);
    kernel.compileTimeArgs = compileTime;
    kernel.runtimeArgs = cores;
    kernel.coreRanges.clear();
    for (const auto &[core, words] : cores)
      kernel.coreRanges.push_back({core, core});
    kernel.namedCompileTimeArgs = {{"cb_in0", 0},        {"cb_in1", 1},      {"cb_out", 16},
                                   {"cb_intermed0", 24}, {"cb_sparsity", 6}, {"num_active", 0}};
    return kernel;
  }
  void addLeft() {
    std::vector<std::pair<Coordinate, std::vector<uint32_t>>> senders, receivers;
    for (uint32_t y = 0; y < 2; ++y) {
      Coordinate to = place(1, y), from = place(0, y);
      senders.push_back({{0, y}, {a.address, y * perM * Kt, to.x, to.y, to.x, to.y, perM, 0}});
      receivers.push_back({{1, y}, {from.x, from.y}});
    }
    KernelDescriptor &sender =
        onCores("dataflow/reader_bmm_tile_layout_in0_sender_padding.cpp",
                {1, Kt, inner, perM * Kt, inner, perM, perM * inner, 0, 0, 0, 0, 0, Kt / inner,
                 1, 1,  0,     1,         1,     1,    Mt * Kt,      1, 1, 0, 0, 0, 1,
                 0, 0},
                senders, DataMovementConfig::reader());
    describe(sender, a);
    describe(sender, a); // In the place of a tensor of sparsity, which is not used.
    sender.compileTimeArgs.push_back(1);
    onCores("dataflow/reader_bmm_tile_layout_in0_receiver.cpp",
            {perM * inner, Kt / inner, 1, 1, 0, 1, 1, 0}, receivers, DataMovementConfig::reader());
  }
  void addRight() {
    constexpr uint32_t height = 1, width = perN; // Of a sub-block.
    std::vector<std::pair<Coordinate, std::vector<uint32_t>>> senders, receivers;
    for (uint32_t x = 0; x < 2; ++x) {
      Coordinate to = place(x, 1), from = place(x, 0);
      senders.push_back({{x, 0}, {b.address,
                                  x * perN,
                                  to.x,
                                  to.y,
                                  to.x,
                                  to.y,
                                  0,
                                  out.address,
                                  x * perN,
                                  perN,
                                  perM / height,
                                  height,
                                  0,
                                  1,
                                  1,
                                  width,
                                  0,
                                  0,
                                  0,
                                  0,
                                  1}});
      receivers.push_back({{x, 1},
                           {from.x, from.y, out.address, perM * Nt + x * perN, perM / height,
                            perM / height, height, 0, 1, 1, width, 0, 0, 1, 1}});
    }
    KernelDescriptor &sender =
        onCores("dataflow/reader_bmm_tile_layout_in1_sender_writer_padding.cpp",
                {1,          Nt,          inner * Nt, perN,      perN,  inner,  inner * perN,
                 Kt / inner, 1,           1,          2,         3,     1,      1,
                 Kt * Nt,    1,           1,          0,         0,     1,      Nt,
                 width,      height * Nt, perN,       perM * Nt, width, height, width * height,
                 Mt * Nt,    0,           0,          0,         0},
                senders, DataMovementConfig::writer());
    describe(sender, b);
    describe(sender, b);
    describe(sender, out);
    describe(onCores("dataflow/reader_bmm_tile_layout_in1_receiver_writer_padding.cpp",
                     {inner * perN, Kt / inner, 1, 1, 2, 3, 1, 1, Nt, width, height * Nt, perN,
                      perM * Nt, width, height, width * height, Mt * Nt, 0, 0},
                     receivers, DataMovementConfig::writer()),
             out);
  }
};

TEST_F(VendorMulticastMatmul, SendersAndReceivers) {
  a = tensor(Mt * 32, Kt * 32, wave);
  b = tensor(Kt * 32, Nt * 32, otherWave);
  out = tensor(Mt * 32, Nt * 32, [](size_t) { return 0.0f; });
  addLeft();
  addRight();
  std::vector<std::pair<Coordinate, std::vector<uint32_t>>> all;
  for (uint32_t core = 0; core < 4; ++core)
    all.push_back({{core % 2, core / 2}, {}});
  onCores("compute/bmm_large_block_zm.cpp",
          {inner, perM, perM * inner, inner, 1, inner * perN, perN, Kt / inner, 1, perN, perN, 1},
          all, ComputeConfig{});
  buffer(2 * perM * inner, {0});
  buffer(2 * perN * inner, {1});
  buffer(perM * perN, {16, 24});
  for (CBDescriptor &descriptor : program.cbs)
    descriptor.coreRanges = grid();
  for (uint32_t id = 0; id < 4; ++id)
    program.semaphores.push_back({id, grid(), 0});
  device.run(program);
  checkProduct(Mt, Kt, Nt);
}

} // namespace
