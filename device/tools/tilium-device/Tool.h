//===- Tool.h - The commands of tilium-device ------------------*- C++ -*- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_TOOL_H
#define TILIUM_DEVICE_TOOLS_TOOL_H

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace tilium::device::tool {

/// What the process ends with.
enum ExitCode : int {
  Success = 0,
  ProgramFailed = 1,  ///< The host program itself said so.
  Usage = 2,          ///< The command line, or a file that cannot be read or written.
  Fault = 3,          ///< A rule was broken.
  DoesNotCompile = 4, ///< The host program or a kernel.
};

/// The command line of `run`.
struct RunRequest {
  std::string program;
  std::vector<std::string> arguments;
  std::string architecture = "wormhole_b0";
  uint64_t cycleLimit = 0; ///< 0: the device's own.
  uint64_t delaySeed = 0;
  bool lenient = false, timingOnly = false, report = false;
  std::string reportJson, trace, picture;
  std::vector<std::string> includes, defines;
};

/// Compiles a host program if it is a source, and runs it. Throws ToolError.
ExitCode runProgram(const RunRequest &request);

ExitCode listRules(bool json, bool markdown);
/// All there is to know of the rule of this name.
ExitCode explainRule(const std::string &name);

/// Prints where the time of a run went.
void printSummary(const nlohmann::ordered_json &run);

/// Draws a heat map of the cores and a timeline of a run as SVG; needs gnuplot.
void drawPicture(const nlohmann::ordered_json &run, const nlohmann::ordered_json &trace,
                 const std::string &path);

/// Something that ends the command with a message.
struct ToolError {
  ExitCode code;
  std::string message;
};

} // namespace tilium::device::tool

#endif // TILIUM_DEVICE_TOOLS_TOOL_H
