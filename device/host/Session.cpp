//===- Session.cpp - How the environment asks a host program to run -------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Session.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace tilium::device {

namespace files = std::filesystem;

namespace {

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

bool isOn(const char *name) {
  std::string value = environment(name);
  return !value.empty() && value != "0";
}

uint64_t number(const char *name, uint64_t otherwise) {
  std::string value = environment(name);
  if (value.empty())
    return otherwise;
  char *end = nullptr;
  errno = 0;
  uint64_t result = std::strtoull(value.c_str(), &end, 0);
  if (*end != '\0' || errno != 0 || value[0] == '-')
    throw DeviceError(Rule::HostUsage, std::string("the environment variable ") + name + " is '" +
                                           value + "', which is no number");
  return result;
}

void write(const files::path &path, const std::string &text, std::ios::openmode mode) {
  std::ofstream stream(path, std::ios::binary | mode);
  stream << text << "\n";
  if (!stream)
    throw DeviceError(Rule::HostUsage, "cannot write '" + path.string() + "'");
}

/// Leaves a fault for the tool that started this program.
void leave(const DeviceError &error, const char *ending) {
  if (std::string folder = environment("TILIUM_RUN_OUTPUT"); !folder.empty()) {
    std::string line = error.toJson();
    line.insert(line.size() - 1, std::string(",\"ending\":") + ending);
    write(files::path(folder) / "faults.jsonl", line, std::ios::app);
  }
}

/// An error that the program does not catch is told as the device tells it.
[[noreturn]] void endWithMessage() {
  if (std::exception_ptr error = std::current_exception()) {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception &caught) {
      std::fprintf(stderr, "%s\n", caught.what());
    } catch (...) {
      std::fprintf(stderr, "the host program ends with an exception of a type of its own\n");
    }
  }
  std::fflush(nullptr);
  _exit(1);
}

} // namespace

std::string sessionArchitecture() {
  std::string asked = environment("TILIUM_ARCH");
  return asked.empty() ? "wormhole_b0" : asked;
}

RunOptions sessionOptions() {
  RunOptions options;
  options.cycleLimit = number("TILIUM_CYCLE_LIMIT", options.cycleLimit);
  options.delaySeed = number("TILIUM_DELAY_SEED", 0);
  options.lenient = isOn("TILIUM_LENIENT");
  options.timingOnly = isOn("TILIUM_TIMING_ONLY");
  options.trace = isOn("TILIUM_RUN_TRACE");
  options.onFault = [](const DeviceError &fault) {
    std::fprintf(stderr, "%s\n", fault.what());
    leave(fault, "false");
  };
  return options;
}

RunReport runInSession(Device &device, const ProgramDescriptor &program) {
  static unsigned runs = 0;
  std::string folder = environment("TILIUM_RUN_OUTPUT");
  if (!folder.empty())
    std::set_terminate(endWithMessage);
  try {
    RunReport report = device.run(program, sessionOptions());
    if (folder.empty())
      return report;
    std::string name = "run-" + std::to_string(runs++);
    write(files::path(folder) / (name + ".json"), report.toJson(), std::ios::trunc);
    if (isOn("TILIUM_RUN_TRACE"))
      write(files::path(folder) / (name + ".trace.json"), report.toChromeTrace(), std::ios::trunc);
    return report;
  } catch (const DeviceError &error) {
    leave(error, "true");
    throw;
  }
}

std::string findKernelFile(const std::string &path) {
  files::path asked(path);
  std::vector<files::path> folders{"."};
  for (const char *variable : {"TT_METAL_KERNEL_PATH", "TT_METAL_HOME"})
    if (std::string folder = environment(variable); !folder.empty())
      folders.push_back(folder);
  if (std::string program = environment("TILIUM_PROGRAM_DIRECTORY"); !program.empty())
    for (files::path folder = files::absolute(program);; folder = folder.parent_path()) {
      folders.push_back(folder);
      if (folder == folder.parent_path())
        break;
    }
  if (asked.is_absolute())
    folders = {""};
  std::string places;
  for (const files::path &folder : folders) {
    files::path candidate = folder == "." ? asked : folder / asked;
    std::error_code failed;
    if (files::is_regular_file(candidate, failed))
      return candidate.string();
    places += "\n  " + (folder / asked).string();
  }
  throw DeviceError(Rule::HostUsage,
                    "CreateKernel: there is no file '" + path + "'; looked for" + places +
                        "\nset TT_METAL_KERNEL_PATH to the folder that the path starts from");
}

} // namespace tilium::device
