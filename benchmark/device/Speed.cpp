//===- Speed.cpp - How fast the device runs on this machine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: tilium-device-speed [repetitions]
//
// Prints one line for each case: host time (the least of the repetitions, so that two cases of one
// run can be compared), simulated cycles, and what the case is about. Kernels are compiled before.
//
//===----------------------------------------------------------------------===//

#include "Microbenchmarks.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace tilium::device;
using namespace tilium::device::benchmark;

namespace {

struct Timed {
  double seconds = 0;
  double cycles = 0;
};

Timed best(int repetitions, const std::function<double()> &run) {
  Timed result;
  run(); // Compiles the kernels and touches the memory.
  for (int i = 0; i < repetitions; ++i) {
    auto begin = std::chrono::steady_clock::now();
    result.cycles = run();
    std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    result.seconds = i == 0 ? taken.count() : std::min(result.seconds, taken.count());
  }
  return result;
}

Timed gemmTimed(Device &device, int repetitions, uint32_t side, uint32_t inner, bool values) {
  GemmCase test{side, side, side};
  test.dram = true;
  test.blockInner = inner;
  test.timingOnly = !values;
  return best(repetitions, [&] { return static_cast<double>(gemm(device, test).totalCycles); });
}

void printGemm(const char *name, uint32_t side, const Timed &timed) {
  double operations = 2.0 * side * side * side;
  std::printf("%-34s %9.3f s %12.0f cycles %9.2f GFLOP/s\n", name, timed.seconds, timed.cycles,
              operations / timed.seconds / 1e9);
}

/// Two processors that wait for each other all the time; each page is two switches.
double ping(Device &device, uint32_t pages) {
  ProgramDescriptor program;
  for (uint32_t side = 0; side < 2; ++side) {
    KernelDescriptor kernel;
    kernel.source = std::string(TILIUM_BENCHMARK_KERNELS) + "/ping.cpp";
    kernel.sourceType = KernelDescriptor::SourceType::FilePath;
    kernel.compileTimeArgs = {side, 1 - side, pages};
    kernel.coreRanges = {{{0, 0}, {0, 0}}};
    kernel.config = side == 0 ? DataMovementConfig::reader() : DataMovementConfig::writer();
    program.kernels.push_back(kernel);
    program.cbs.push_back({2048, kernel.coreRanges, {{side, DataFormat::Float16_b, 2048}}, {}});
  }
  return static_cast<double>(device.run(program).totalCycles);
}

} // namespace

int main(int argc, char **argv) {
  int repetitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
  Device device("wormhole_b0");
  Timed values = gemmTimed(device, repetitions, 1024, 4, true);
  printGemm("GEMM 1024^3, bf16, 64 cores", 1024, values);
  Timed timing = gemmTimed(device, repetitions, 1024, 4, false);
  printGemm("the same without values", 1024, timing);
  std::printf("  without values %.1f times as fast; the cycles are %s\n",
              values.seconds / timing.seconds,
              values.cycles == timing.cycles ? "equal" : "NOT EQUAL");
  printGemm("GEMM 4096^3, bf16, without values", 4096, gemmTimed(device, 1, 4096, 4, false));

  constexpr uint32_t transactions = 4, bytes = 2048;
  std::vector<Coordinate> grid = square(8, 8);
  Timed stress =
      best(repetitions, [&] { return unicast(device, {true, grid, grid, transactions, bytes}); });
  double transfers = 64.0 * 64 * transactions;
  std::printf("%-34s %9.3f s %12.0f cycles %9.2f million transfers/s\n",
              "NoC, 64 cores to 64 cores", stress.seconds, stress.cycles,
              transfers / stress.seconds / 1e6);

  constexpr uint32_t pages = 100000;
  Timed switches = best(repetitions, [&] { return ping(device, pages); });
  std::printf("%-34s %9.3f s %12.0f cycles %9.2f million switches/s\n", "waits of two processors",
              switches.seconds, switches.cycles, 2.0 * pages / switches.seconds / 1e6);
  return values.cycles == timing.cycles ? 0 : 1;
}
