//===- Results.cpp - What programs compute on the mock device -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: tilium-device-results [--timing-only] [--repeat N] {PROGRAM OUTPUT}...
//
// Runs program files (docs/device-mutants.md) and writes the bytes of their outputs. Prints a line
// of JSON for each: the least of the host's seconds (of the wall, and of the processor in all
// threads), simulated cycles, or the fault.
//
//===----------------------------------------------------------------------===//

#include "ProgramFile.h"

#include "core/Error.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace tilium::device;

namespace {

struct Settings {
  RunOptions options;
  int repeat = 1;
};

nlohmann::ordered_json run(const char *path, const char *output, const Settings &settings) {
  mutants::LoadedProgram loaded = mutants::loadProgram(path);
  double least = 0, leastOfProcessor = 0;
  uint64_t cycles = 0;
  for (int i = 0; i < settings.repeat; ++i) {
    loaded.clearOutputs();
    auto begin = std::chrono::steady_clock::now();
    std::clock_t beginOfProcessor = std::clock();
    cycles = loaded.device.run(loaded.program, settings.options).totalCycles;
    std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    double processor = static_cast<double>(std::clock() - beginOfProcessor) / CLOCKS_PER_SEC;
    least = i == 0 ? taken.count() : std::min(least, taken.count());
    leastOfProcessor = i == 0 ? processor : std::min(leastOfProcessor, processor);
  }
  std::vector<std::byte> bytes = loaded.result();
  std::ofstream stream(output, std::ios::binary);
  stream.write(reinterpret_cast<const char *>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  if (!stream)
    throw DeviceError(Rule::HostUsage, std::string("cannot write '") + output + "'");
  return {
      {"program", path}, {"seconds", least}, {"cpu_seconds", leastOfProcessor}, {"cycles", cycles}};
}

} // namespace

int main(int argc, char **argv) {
  Settings settings;
  int next = 1;
  for (; next < argc && std::strncmp(argv[next], "--", 2) == 0; ++next)
    if (std::strcmp(argv[next], "--timing-only") == 0)
      settings.options.timingOnly = true;
    else if (std::strcmp(argv[next], "--repeat") == 0 && next + 1 < argc)
      settings.repeat = std::max(1, std::atoi(argv[++next]));
    else
      break;
  if (next == argc || (argc - next) % 2 != 0) {
    std::fprintf(stderr, "usage: tilium-device-results [--timing-only] [--repeat N] "
                         "{PROGRAM OUTPUT}...\n");
    return 2;
  }
  for (; next < argc; next += 2) {
    nlohmann::ordered_json line;
    try {
      line = run(argv[next], argv[next + 1], settings);
    } catch (const DeviceError &error) {
      line = {{"program", argv[next]}, {"fault", error.what()}};
    }
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
  }
  return 0;
}
