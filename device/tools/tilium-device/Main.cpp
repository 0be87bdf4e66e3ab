//===- Main.cpp - The mock device's command ------------------------------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Tool.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>

using namespace tilium::device::tool;

namespace {

constexpr const char *about =
    "Runs TT-Metalium programs on a mock device: unmodified host programs and kernels, under the\n"
    "protocol rules of the hardware, with a cycle count.\n\n"
    "  tilium-device run main.cpp                    compile a host program and run it\n"
    "  tilium-device run main.cpp --report           and say where the time went\n"
    "  tilium-device run main.cpp --lenient          report all faults at once, not the first "
    "only\n"
    "  tilium-device explain publish-before-barrier  what a fault means, and how to mend it\n"
    "  tilium-device rules                           the list of faults\n";

constexpr const char *ending =
    "\nExit status: 0 all went well, 1 the host program says that it failed, 2 the command line "
    "is\n"
    "wrong, 3 a rule was broken, 4 the host program or a kernel does not compile.\n";

constexpr const char *runAbout =
    "Compiles a host program in the vendor's API and runs it; a program that is compiled already\n"
    "(against the headers in device/host/include) runs as well. What follows the program and '--'\n"
    "are its arguments. Kernels named by a relative path are looked for below the current folder,\n"
    "below TT_METAL_KERNEL_PATH and TT_METAL_HOME, and from the program's folder upwards.";

void addRun(CLI::App &app, RunRequest &request) {
  CLI::App *run = app.add_subcommand("run", runAbout);
  run->add_option("program", request.program, "The host program: a .cpp file, or a binary")
      ->required();
  run->add_option("arguments", request.arguments, "Arguments of the program, after --");
  run->add_option("--arch", request.architecture, "The chip")
      ->check(CLI::IsMember({"wormhole_b0", "blackhole"}))
      ->capture_default_str();
  run->add_option("--cycle-limit", request.cycleLimit,
                  "Stop a run that takes more cycles, with the rule cycle-limit")
      ->check(CLI::PositiveNumber);
  run->add_flag(
      "--lenient", request.lenient,
      "Report faults and go on where that makes sense; the exit status is 3 all the same");
  run->add_flag("--timing-only", request.timingOnly,
                "Leave out the arithmetic: the same cycles and checks, no results");
  run->add_option("--delay-seed", request.delaySeed,
                  "Hold up processors and transfers at random: shows races that the usual times "
                  "hide");
  run->add_flag("--report", request.report, "Print where the time of each run went");
  run->add_option("--report-json", request.reportJson, "Write the whole account to this file");
  run->add_option("--trace", request.trace,
                  "Write the last run over time to this file, for ui.perfetto.dev");
  run->add_option("--picture", request.picture,
                  "Draw the last run's cores and timeline to this .svg file (needs gnuplot)");
  run->add_option("-I", request.includes, "A further folder of host headers");
  run->add_option("-D", request.defines, "A macro for the host program");
}

} // namespace

int main(int argc, char **argv) {
  CLI::App app{about};
  app.footer(ending);
  app.require_subcommand(1);
  RunRequest request;
  addRun(app, request);
  bool json = false, markdown = false;
  CLI::App *rules = app.add_subcommand("rules", "List every fault that has a name");
  auto *asJson = rules->add_flag("--json", json, "As JSON, with everything that 'explain' tells");
  rules->add_flag("--markdown", markdown, "As the table of the documentation")->excludes(asJson);
  std::string rule;
  CLI::App *explain = app.add_subcommand("explain", "Tell what a fault means and how to mend it");
  explain->add_option("rule", rule, "The name that stands in brackets in the message")->required();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &error) {
    return app.exit(error) == 0 ? Success : Usage;
  }
  try {
    if (rules->parsed())
      return listRules(json, markdown);
    if (explain->parsed())
      return explainRule(rule);
    return runProgram(request);
  } catch (const ToolError &error) {
    std::fprintf(stderr, "tilium-device: error: %s\n", error.message.c_str());
    return error.code;
  } catch (const std::exception &error) {
    std::fprintf(stderr, "tilium-device: error: %s\n", error.what());
    return Usage;
  }
}
