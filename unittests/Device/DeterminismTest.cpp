//===- DeterminismTest.cpp - A run repeats to the last bit ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Results, reports and traces must not depend on where the host's memory lies. Here a program that
// fills the network is run on devices whose memories lie elsewhere each time, and in processes of
// their own, which the system loads to other addresses.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <unistd.h>

using namespace tilium::device;

namespace {

constexpr uint32_t side = 5, pages = 2;

/// Each core reads pages of all others, in an order of its own, over both networks, and writes some
/// on; a compute kernel in between takes its time.
ProgramDescriptor crowd(const Device &device) {
  const CoreRanges cores{{{0, 0}, {side - 1, side - 1}}};
  const std::string move =
      "#include \"api/dataflow/dataflow_api.h\"\n"
      "void kernel_main() {\n"
      "  const uint32_t first = get_arg_val<uint32_t>(0);\n"
      "  for (uint32_t i = 0; i < PLACES; ++i) {\n"
      "    const uint32_t at = (first + i) % PLACES;\n"
      "    const uint64_t there = get_noc_addr(get_common_arg_val<uint32_t>(2 * at),\n"
      "                                        get_common_arg_val<uint32_t>(2 * at + 1),\n"
      "                                        get_write_ptr(BUFFER));\n"
      "    if (i % 3 == 0) noc_async_write(get_write_ptr(2), there, 1024 + 64 * i);\n"
      "    else noc_async_read(there, get_write_ptr(3 + BUFFER), 1024 + 64 * i);\n"
      "  }\n"
      "  noc_async_read_barrier();\n"
      "  noc_async_write_barrier();\n"
      "}\n";
  ProgramDescriptor program;
  for (uint32_t which = 0; which < 2; ++which) {
    KernelDescriptor kernel;
    kernel.name = which ? "on.cpp" : "in.cpp";
    kernel.source = move;
    kernel.coreRanges = cores;
    kernel.defines = {{"PLACES", std::to_string(side * side)}, {"BUFFER", std::to_string(which)}};
    for (uint32_t i = 0; i < side * side; ++i) {
      Coordinate place = device.workerCoordinate({i % side, i / side});
      kernel.commonRuntimeArgs.insert(kernel.commonRuntimeArgs.end(), {place.x, place.y});
      kernel.runtimeArgs.push_back({{i % side, i / side}, {i * (7 + 4 * which)}});
    }
    kernel.config = which ? DataMovementConfig::writer() : DataMovementConfig::reader();
    program.kernels.push_back(kernel);
  }
  for (uint32_t index = 0; index < 5; ++index)
    program.cbs.push_back({pages * 2048, cores, {{index, DataFormat::Float16_b, 2048}}, {}});
  return program;
}

/// All that can be seen of a run. What the cores send to each other is nobody's data: races between
/// them are the point, and only reported.
std::string account(Device &device) {
  RunOptions options;
  options.trace = options.lenient = true;
  RunReport report = device.run(crowd(device), options);
  std::string text = report.toJson() + report.toChromeTrace();
  for (const FaultReport &fault : report.faults)
    text += fault.fault.toJson() + std::to_string(fault.times);
  return text;
}

TEST(Determinism, MemoryMayLieAnywhere) {
  std::vector<std::unique_ptr<Device>> devices; // All kept, so that the next one lies elsewhere.
  std::vector<std::vector<char>> clutter;
  std::string first;
  for (size_t round = 0; round < 8; ++round) {
    devices.push_back(std::make_unique<Device>("wormhole_b0"));
    for (size_t i = 0; i < 40; ++i)
      clutter.emplace_back(1 + (round * 977 + i * i * 131) % 5000);
    std::string text = account(*devices.back());
    ASSERT_GT(text.size(), 10000u);
    if (round == 0)
      first = text;
    ASSERT_TRUE(text == first) << "round " << round;
  }
  EXPECT_TRUE(account(*devices.front()) == first) << "again on the first device";
}

constexpr const char *fileVariable = "TILIUM_TEST_ACPLACES";

TEST(Determinism, DISABLED_WritesItsAccount) {
  const char *file = std::getenv(fileVariable);
  ASSERT_NE(file, nullptr);
  Device device("wormhole_b0");
  std::ofstream(file) << account(device);
}

TEST(Determinism, ProcessesAgree) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe");
  const auto file =
      std::filesystem::temp_directory_path() / ("tilium-account-" + std::to_string(getpid()));
  setenv(fileVariable, file.c_str(), 1);
  std::string first;
  for (int process = 0; process < 4; ++process) {
    const std::string command = "\"" + self +
                                "\" --gtest_also_run_disabled_tests "
                                "--gtest_filter=Determinism.DISABLED_WritesItsAccount > /dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    ASSERT_GT(text.str().size(), 10000u);
    if (process == 0)
      first = text.str();
    EXPECT_TRUE(text.str() == first) << "process " << process;
  }
  std::filesystem::remove(file);
}

} // namespace
