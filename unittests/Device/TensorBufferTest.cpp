//===- TensorBufferTest.cpp - Circular buffers on tensors' memory ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"
#include "host/Tilize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

using namespace tilium::device;

namespace {

constexpr uint32_t tiles = 2, tileBytes = 2048;

/// A sharded sum: three tensors of two tiles in one core's L1, with circular buffers 0, 1 and 16
/// on them. Returns the result's bits.
std::vector<uint16_t> add(const std::string &compute, const std::string &movement = "") {
  Device device("wormhole_b0");
  CoreRanges core{{{0, 0}, {0, 0}}};
  ProgramDescriptor program;
  uint32_t offsets[3];
  for (uint32_t &offset : offsets)
    offset = device.createBuffer(BufferType::L1, tiles * tileBytes, 1).address;
  for (int i = 0; i < 3; ++i) {
    const uint32_t index = i == 2 ? 16u : static_cast<uint32_t>(i);
    program.cbs.push_back(
        {tiles * tileBytes, core, {{index, DataFormat::Float16_b, tileBytes}}, {offsets[i]}});
    std::vector<uint16_t> values(tiles * 1024, roundToBfloat16(i == 0 ? 1.0f : 2.0f));
    std::memcpy(device.l1({0, 0}, offsets[i], tiles * tileBytes).data(), values.data(),
                tiles * tileBytes);
  }
  KernelDescriptor kernel;
  kernel.name = "compute.cpp";
  kernel.source = "#include \"api/compute/eltwise_binary.h\"\nvoid kernel_main() {\n"
                  "  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n" +
                  compute + "}\n";
  kernel.coreRanges = core;
  kernel.config = ComputeConfig{};
  program.kernels.push_back(kernel);
  if (!movement.empty()) {
    kernel.name = "movement.cpp";
    kernel.source =
        "#include \"api/dataflow/dataflow_api.h\"\nvoid kernel_main() {\n" + movement + "}\n";
    kernel.config = DataMovementConfig::reader();
    program.kernels.push_back(kernel);
  }
  device.run(program);
  std::vector<uint16_t> result(tiles * 1024);
  std::memcpy(result.data(), device.l1({0, 0}, offsets[2], tiles * tileBytes).data(),
              tiles * tileBytes);
  return result;
}

Rule ruleOf(const std::string &compute, const std::string &movement) {
  try {
    add(compute, movement);
  } catch (const DeviceError &error) {
    return error.rule();
  }
  return Rule::Unsupported;
}

const std::string sum = "  for (int i = 0; i < 2; ++i) {\n"
                        "    tile_regs_acquire();\n    add_tiles(0, 1, 0, 0, 0);\n"
                        "    tile_regs_commit();\n"
                        "    cb_pop_front(0, 1);\n    cb_pop_front(1, 1);\n"
                        "    tile_regs_wait();\n    pack_tile(0, 16);\n    tile_regs_release();\n"
                        "    cb_push_back(16, 1);\n  }\n";

TEST(TensorBuffer, HoldsTheTensorFromTheStart) {
  std::vector<uint16_t> result = add(sum);
  EXPECT_TRUE(std::all_of(result.begin(), result.end(),
                          [](uint16_t bits) { return bits == roundToBfloat16(3.0f); }));
}

TEST(TensorBuffer, IsWaitedForIfAKernelFillsIt) {
  // Either may come first.
  EXPECT_EQ(ruleOf(sum, "  cb_push_back(0, 2);\n"), Rule::CbUnderflow);
  EXPECT_EQ(
      ruleOf(
          sum,
          "  for (int i = 0; i < 500; ++i) noc_async_read_barrier();\n  cb_reserve_back(0, 2);\n"),
      Rule::CbUnderflow);
}

TEST(TensorBuffer, IsReservedIfAKernelConsumesIt) {
  EXPECT_EQ(ruleOf(sum, "  cb_wait_front(16, 2);\n  cb_pop_front(16, 2);\n"), Rule::CbOverflow);
}

} // namespace
