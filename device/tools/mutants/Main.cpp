//===- Main.cpp - Does the device see each fault of protocol? -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Usage: tilium-device-mutants [--verbose] [--least <percent>] <program.json>...
//
// Changes one protocol call of a correct program at a time and runs it: at the usual times, then
// with random delays. A mutant is killed if the device reports it or the results differ. Prints the
// kill rate and each survivor; with --least fails below that rate.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"
#include "ProgramFile.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

using namespace tilium::device;
using namespace tilium::device::mutants;

namespace {

namespace files = std::filesystem;

constexpr uint64_t delaySeeds[] = {0, 1, 2, 3, 4, 5, 6, 7, 8};
constexpr int patienceMilliseconds = 20000;

std::string readFile(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// What the correct program gives.
struct Reference {
  std::vector<std::byte> result;
  uint64_t cycles = 0;
};

Reference runReference(const std::string &path) {
  Reference reference;
  for (uint64_t seed : delaySeeds) {
    LoadedProgram loaded = loadProgram(path);
    RunOptions options;
    options.delaySeed = seed;
    RunReport report = loaded.device.run(loaded.program, options);
    if (seed == delaySeeds[0])
      reference = {loaded.result(), report.totalCycles};
    else if (loaded.result() != reference.result)
      throw DeviceError(Rule::HostUsage, "'" + path + "': the results depend on delays");
  }
  return reference;
}

/// Runs the program with one kernel changed; returns how the mutant was killed, or nothing.
std::string judge(const std::string &path, size_t kernel, const std::string &kernelPath,
                  const Reference &reference) {
  try {
    LoadedProgram loaded = loadProgram(path);
    KernelDescriptor &changed = loaded.program.kernels[kernel];
    changed.name = files::path(changed.source).filename();
    changed.source = kernelPath;
    for (uint64_t seed : delaySeeds) {
      RunOptions options;
      options.delaySeed = seed;
      options.cycleLimit = reference.cycles * 50 + 1'000'000;
      loaded.clearOutputs();
      loaded.device.run(loaded.program, options);
      if (loaded.result() != reference.result)
        return "different results";
    }
  } catch (const DeviceError &error) {
    return ruleName(error.rule());
  }
  return "";
}

/// The same in a process of its own, which a mutant may crash or keep for ever.
std::string judgeApart(const std::string &path, size_t kernel, const std::string &kernelPath,
                       const Reference &reference) {
  int ends[2];
  if (pipe(ends) != 0)
    throw std::runtime_error("no pipe");
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    std::string verdict = "." + judge(path, kernel, kernelPath, reference);
    ssize_t written = write(ends[1], verdict.data(), verdict.size());
    _exit(written == static_cast<ssize_t>(verdict.size()) ? 0 : 1);
  }
  close(ends[1]);
  pollfd waiting{ends[0], POLLIN, 0};
  std::string verdict;
  if (poll(&waiting, 1, patienceMilliseconds) > 0) {
    char buffer[256];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
      verdict.append(buffer, static_cast<size_t>(count));
    verdict = verdict.empty() ? "crash" : verdict.substr(1);
  } else {
    kill(child, SIGKILL);
    verdict = "endless loop";
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return verdict;
}

struct Tally {
  size_t run = 0, killed = 0, equivalent = 0, uncompiled = 0, unreached = 0;
  std::map<std::string, size_t> how;
  double rate() const {
    return run ? 100.0 * static_cast<double>(killed) / static_cast<double>(run) : 100;
  }
  void add(const Tally &other) {
    run += other.run;
    killed += other.killed;
    equivalent += other.equivalent;
    uncompiled += other.uncompiled;
    unreached += other.unreached;
    for (const auto &[name, count] : other.how)
      how[name] += count;
  }
};

class Session {
public:
  Session(files::path scratch, bool verbose) : scratch(std::move(scratch)), verbose(verbose) {}

  Tally run(const std::string &path) {
    Reference reference = runReference(path);
    std::vector<std::string> sources;
    std::vector<bool> compute;
    {
      LoadedProgram loaded = loadProgram(path);
      for (const KernelDescriptor &kernel : loaded.program.kernels) {
        sources.push_back(kernel.source);
        compute.push_back(std::holds_alternative<ComputeConfig>(kernel.config));
      }
    }
    Tally tally;
    for (size_t kernel = 0; kernel < sources.size(); ++kernel) {
      if (std::find(sources.begin(), sources.begin() + static_cast<long>(kernel),
                    sources[kernel]) != sources.begin() + static_cast<long>(kernel))
        continue; // The same kernel on other cores.
      for (const Mutation &mutation : mutationsOf(readFile(sources[kernel]), compute[kernel]))
        runOne(path, kernel, sources[kernel], mutation, reference, tally);
    }
    return tally;
  }

private:
  void runOne(const std::string &path, size_t kernel, const std::string &source,
              const Mutation &mutation, const Reference &reference, Tally &tally) {
    std::string name = files::path(source).filename().string() + ":" +
                       std::to_string(mutation.line) + ": " + mutation.kind + ": " + mutation.call;
    if (!mutation.equivalent.empty()) {
      ++tally.equivalent;
      if (verbose)
        std::cout << "  equivalent  " << name << " (" << mutation.equivalent << ")\n";
      return;
    }
    std::string verdict = judgeApart(path, kernel, place(source, mutation.text), reference);
    if (verdict == ruleName(Rule::KernelCompile)) {
      ++tally.uncompiled;
      return;
    }
    bool never = verdict.empty() &&
                 judgeApart(path, kernel, place(source, mutation.trap), reference).empty();
    if (never) {
      ++tally.unreached;
      if (verbose)
        std::cout << "  never run   " << name << "\n";
      return;
    }
    ++tally.run;
    if (verdict.empty()) {
      std::cout << "  SURVIVED    " << name << "\n";
      return;
    }
    ++tally.killed;
    ++tally.how[verdict];
    if (verbose)
      std::cout << "  killed      " << name << " (" << verdict << ")\n";
  }

  /// Writes a kernel into a folder of its own, with the headers beside the original.
  std::string place(const std::string &source, const std::string &text) {
    files::path folder = scratch / std::to_string(++count);
    files::create_directories(folder);
    for (const auto &entry : files::directory_iterator(files::path(source).parent_path())) {
      std::string extension = entry.path().extension().string();
      if (extension == ".h" || extension == ".hpp" || extension == ".inc")
        files::copy_file(entry.path(), folder / entry.path().filename());
    }
    files::path path = folder / files::path(source).filename();
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  files::path scratch;
  bool verbose;
  size_t count = 0;
};

void print(const std::string &title, const Tally &tally) {
  std::printf("%s: %zu of %zu mutants killed (%.1f %%); %zu equivalent by what the calls mean",
              title.c_str(), tally.killed, tally.run, tally.rate(), tally.equivalent);
  if (tally.unreached)
    std::printf(", %zu in text that this program never runs", tally.unreached);
  if (tally.uncompiled)
    std::printf(", %zu do not compile", tally.uncompiled);
  std::printf("\n");
  for (const auto &[how, count] : tally.how)
    std::printf("  %4zu %s\n", count, how.c_str());
  std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv) {
  bool verbose = false;
  double least = 0;
  std::vector<std::string> programs;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--verbose"))
      verbose = true;
    else if (!std::strcmp(argv[i], "--least") && i + 1 < argc)
      least = std::atof(argv[++i]);
    else
      programs.push_back(argv[i]);
  }
  if (programs.empty()) {
    std::cerr << "usage: tilium-device-mutants [--verbose] [--least <percent>] <program.json>...\n";
    return 2;
  }
  std::string pattern = (files::temp_directory_path() / "tilium-mutants-XXXXXX").string();
  if (!mkdtemp(pattern.data())) {
    std::cerr << "cannot make a temporary folder\n";
    return 1;
  }
  // Mutants are of no use to anybody later.
  setenv("TILIUM_CACHE", (pattern + "/cache").c_str(), 1);
  Tally total;
  int status = 0;
  try {
    Session session(pattern, verbose);
    for (const std::string &program : programs) {
      Tally tally = session.run(program);
      print(program, tally);
      total.add(tally);
    }
    if (programs.size() > 1)
      print("all", total);
    status = total.rate() < least ? 1 : 0;
  } catch (const std::exception &error) {
    std::cerr << error.what() << "\n";
    status = 1;
  }
  files::remove_all(pattern);
  return status;
}
