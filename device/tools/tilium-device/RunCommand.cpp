//===- RunCommand.cpp - tilium-device run --------------------------------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "HostProgram.h"
#include "Process.h"
#include "Tool.h"

#include "core/Error.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace tilium::device::tool {

namespace files = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

bool isSource(const files::path &path) {
  std::string extension = path.extension().string();
  return extension == ".cpp" || extension == ".cc" || extension == ".cxx";
}

using Variables = std::vector<std::pair<std::string, std::string>>;

Variables environmentFor(const RunRequest &request, const std::string &output) {
  Variables variables{
      {"TILIUM_ARCH", request.architecture},
      {"TILIUM_RUN_OUTPUT", output},
      {"TILIUM_LENIENT", request.lenient ? "1" : "0"},
      {"TILIUM_TIMING_ONLY", request.timingOnly ? "1" : "0"},
      {"TILIUM_RUN_TRACE", request.trace.empty() && request.picture.empty() ? "0" : "1"},
      {"TILIUM_DELAY_SEED", std::to_string(request.delaySeed)},
      {"TILIUM_PROGRAM_DIRECTORY", files::absolute(request.program).parent_path().string()}};
  if (request.cycleLimit)
    variables.emplace_back("TILIUM_CYCLE_LIMIT", std::to_string(request.cycleLimit));
  return variables;
}

std::vector<Json> readNumbered(const std::string &folder, const std::string &ending) {
  std::vector<Json> result;
  for (unsigned number = 0;; ++number) {
    std::ifstream stream(folder + "/run-" + std::to_string(number) + ending);
    if (!stream)
      return result;
    result.push_back(Json::parse(stream));
  }
}

std::vector<Json> readFaults(const std::string &folder) {
  std::vector<Json> result;
  std::ifstream stream(folder + "/faults.jsonl");
  for (std::string line; std::getline(stream, line);)
    result.push_back(Json::parse(line));
  return result;
}

void writeFile(const std::string &path, const std::string &text) {
  std::ofstream stream(path, std::ios::binary);
  stream << text << "\n";
  if (!stream)
    throw ToolError{Usage, "cannot write '" + path + "'"};
}

/// One run is written as it is, several as a list.
Json onlyOrAll(const std::vector<Json> &documents) {
  return documents.size() == 1 ? documents[0] : Json(documents);
}

void leaveReports(const RunRequest &request, const std::string &output,
                  const std::vector<Json> &runs) {
  if (request.report)
    for (size_t number = 0; number < runs.size(); ++number) {
      if (runs.size() > 1)
        std::printf("run %zu of %zu\n", number + 1, runs.size());
      printSummary(runs[number]);
    }
  if (!request.reportJson.empty())
    writeFile(request.reportJson, onlyOrAll(runs).dump(2));
  if (request.trace.empty() && request.picture.empty())
    return;
  std::vector<Json> traces = readNumbered(output, ".trace.json");
  if (traces.empty())
    throw ToolError{Usage, "no run came to its end: there is nothing to trace or to draw"};
  if (!request.trace.empty())
    writeFile(request.trace, traces.back().dump());
  if (!request.picture.empty())
    drawPicture(runs.back(), traces.back(), request.picture);
}

ExitCode judge(const RunRequest &request, const Ending &ending, const std::vector<Json> &runs,
               const std::vector<Json> &faults) {
  if (!faults.empty()) {
    std::fprintf(stderr,
                 "tilium-device: %zu %s of protocol; 'tilium-device explain %s' says more\n",
                 faults.size(), faults.size() == 1 ? "fault" : "faults",
                 faults[0].at("rule").get<std::string>().c_str());
    return faults.back().at("rule") == ruleName(Rule::KernelCompile) ? DoesNotCompile : Fault;
  }
  if (ending.status == 0 && runs.empty()) {
    std::fprintf(stderr,
                 "tilium-device: the program ended without running anything on the device\n");
    return Success;
  }
  if (ending.status == 0)
    return Success;
  std::fprintf(stderr, "tilium-device: the host program ended with %s %d%s\n",
               ending.bySignal ? "signal" : "status",
               ending.bySignal ? ending.status - 128 : ending.status,
               request.timingOnly ? "; with --timing-only its results are of no value" : "");
  return request.timingOnly && !ending.bySignal && !runs.empty() ? Success : ProgramFailed;
}

} // namespace

ExitCode runProgram(const RunRequest &request) {
  if (!files::is_regular_file(request.program))
    throw ToolError{Usage, "there is no file '" + request.program + "'"};
  TemporaryFolder folder;
  std::string binary = files::absolute(request.program).string();
  if (isSource(request.program)) {
    binary = folder.path() + "/" + files::path(request.program).stem().string();
    compileHostProgram(request.program, binary, request.includes, request.defines);
  }
  std::vector<std::string> command{binary};
  command.insert(command.end(), request.arguments.begin(), request.arguments.end());
  std::fflush(stdout);
  Ending ending = runCommand(command, environmentFor(request, folder.path()));
  std::vector<Json> runs = readNumbered(folder.path(), ".json");
  std::vector<Json> faults = readFaults(folder.path());
  ExitCode code = judge(request, ending, runs, faults);
  bool wanted = !request.trace.empty() || !request.picture.empty() || !request.reportJson.empty();
  if (!runs.empty() || (wanted && code == Success))
    leaveReports(request, folder.path(), runs);
  return code;
}

} // namespace tilium::device::tool
