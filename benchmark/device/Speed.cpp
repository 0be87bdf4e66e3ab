//===- Speed.cpp - How fast the device runs on this machine ---------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: tilium-device-speed [repetitions]
//
// Prints one line for each case: host time (the least of the repetitions, so that two cases of one
// run can be compared), simulated cycles, and what the case is about. Kernels are compiled before,
// but for the first case, which is about that.
//
//===----------------------------------------------------------------------===//

#include "Microbenchmarks.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

/// The time of `run` in a process of its own, which has loaded no kernel yet.
struct ProcessTime {
  double seconds = 1e9;
  double processor = 1e9; ///< Of the processors, compilers' too: it says more on a busy machine.
};
ProcessTime inOwnProcess(const std::function<void()> &run) {
  auto begin = std::chrono::steady_clock::now();
  pid_t child = fork();
  if (child == 0) {
    run();
    _exit(0);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
    throw std::runtime_error("the process that was timed has failed");
  auto of = [](const timeval &time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          of(usage.ru_utime) + of(usage.ru_stime)};
}

/// A device and a small program of three kernels, in a process: with an empty cache, then with what
/// that has left there.
void printCompilation(int repetitions) {
  namespace files = std::filesystem;
  const files::path cache =
      files::temp_directory_path() / ("tilium-device-speed-" + std::to_string(getpid()));
  const char *before = std::getenv("TILIUM_CACHE");
  const std::string kept = before ? before : "";
  setenv("TILIUM_CACHE", cache.c_str(), 1);
  auto program = [] {
    Device device("wormhole_b0");
    GemmCase test{256, 256, 256};
    test.dram = test.timingOnly = true;
    test.blockInner = 4;
    gemm(device, test);
  };
  ProcessTime cold, warm;
  auto lesser = [](ProcessTime a, ProcessTime b) {
    return ProcessTime{std::min(a.seconds, b.seconds), std::min(a.processor, b.processor)};
  };
  for (int i = 0; i < repetitions; ++i) {
    files::remove_all(cache);
    cold = lesser(cold, inOwnProcess(program));
    warm = lesser(warm, inOwnProcess(program));
  }
  files::remove_all(cache);
  before ? setenv("TILIUM_CACHE", kept.c_str(), 1) : unsetenv("TILIUM_CACHE");
  for (auto [name, time] : {std::pair{"three kernels, compiled and run", cold},
                            std::pair{"the same from the cache", warm}})
    std::printf("%-34s %9.3f s %12.3f s of processors\n", name, time.seconds, time.processor);
}

/// One processor that reads and writes `words` words of its L1 through a pointer.
double pointers(Device &device, uint32_t words) {
  ProgramDescriptor program;
  KernelDescriptor kernel;
  kernel.source = std::string(TILIUM_BENCHMARK_KERNELS) + "/pointers.cpp";
  kernel.sourceType = KernelDescriptor::SourceType::FilePath;
  kernel.compileTimeArgs = {words};
  kernel.coreRanges = {{{0, 0}, {0, 0}}};
  kernel.config = DataMovementConfig::reader();
  program.kernels.push_back(kernel);
  program.cbs.push_back({4096, kernel.coreRanges, {{0, DataFormat::UInt32, 4096}}, {}});
  return static_cast<double>(device.run(program).totalCycles);
}

} // namespace

int main(int argc, char **argv) {
  int repetitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
  printCompilation(repetitions);
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

  constexpr uint32_t words = 1'000'000;
  pointers(device, words);
  std::clock_t begin = std::clock();
  for (int i = 0; i < repetitions; ++i)
    pointers(device, words);
  double spent = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / repetitions;
  std::printf("%-34s %9.3f s of a processor %23.1f ns an access\n", "accesses through pointers",
              spent, spent / (2.0 * words) * 1e9);
  return values.cycles == timing.cycles ? 0 : 1;
}
