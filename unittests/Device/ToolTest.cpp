//===- ToolTest.cpp - The command tilium-device ---------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Error.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sstream>
#include <sys/wait.h>

using namespace tilium::device;
namespace files = std::filesystem;
using Json = nlohmann::json;

namespace {

struct Outcome {
  int status;
  std::string text; ///< Both outputs.
};

Outcome tool(const std::string &arguments) {
  Outcome outcome{-1, ""};
  std::string command = std::string(TILIUM_DEVICE_TOOL) + " " + arguments + " 2>&1";
  FILE *pipe = popen(command.c_str(), "r");
  char buffer[4096];
  for (size_t count; (count = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    outcome.text.append(buffer, count);
  int status = pclose(pipe);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

std::string readFile(const files::path &path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Json readJson(const files::path &path) { return Json::parse(readFile(path)); }

/// A folder with a host program that copies a page of DRAM with one kernel.
class ToolRun : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (files::temp_directory_path() / "tilium-tool-test-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    write("copy.cpp", program("kernels/copy.cpp"));
    files::create_directory(folder / "kernels");
    writeKernel("  noc_async_read_barrier();\n", "  noc_async_write_barrier();\n");
  }
  void TearDown() override { files::remove_all(folder); }

  void write(const std::string &name, const std::string &text) const {
    std::ofstream(folder / name) << text;
  }
  void writeKernel(const std::string &afterRead, const std::string &afterWrite) const {
    write("kernels/copy.cpp", "#include \"api/dataflow/dataflow_api.h\"\n"
                              "void kernel_main() {\n"
                              "  uint32_t place = get_write_ptr(0);\n"
                              "  cb_reserve_back(0, 1);\n"
                              "  noc_async_read(get_noc_addr_from_bank_id<true>(0, "
                              "get_arg_val<uint32_t>(0)), place, 2048);\n" +
                                  afterRead +
                                  "  cb_push_back(0, 1);\n"
                                  "  cb_wait_front(0, 1);\n"
                                  "  noc_async_write(place, get_noc_addr_from_bank_id<true>(0, "
                                  "get_arg_val<uint32_t>(1)), 2048);\n" +
                                  afterWrite +
                                  "  cb_pop_front(0, 1);\n"
                                  "}\n");
  }
  static std::string program(const std::string &kernel) {
    return "#include <cstdio>\n"
           "#include <string>\n"
           "#include <tt-metalium/distributed.hpp>\n"
           "#include <tt-metalium/host_api.hpp>\n"
           "using namespace tt::tt_metal;\n"
           "int main(int argc, char **argv) {\n"
           "  auto device = distributed::MeshDevice::create_unit_mesh(0);\n"
           "  auto &queue = device->mesh_command_queue();\n"
           "  auto make = [&] {\n"
           "    return distributed::MeshBuffer::create({.size = 2048}, {.page_size = 2048},\n"
           "                                           device.get());\n"
           "  };\n"
           "  auto a = make(), b = make();\n"
           "  std::vector<uint32_t> in(512, 7), out;\n"
           "  distributed::EnqueueWriteMeshBuffer(queue, a, in);\n"
           "  Program program = CreateProgram();\n"
           "  CoreCoord core(0, 0);\n"
           "  CreateCircularBuffer(program, core,\n"
           "                       CircularBufferConfig(2048, {{0, tt::DataFormat::UInt32}})\n"
           "                           .set_page_size(0, 2048));\n"
           "  auto kernel = CreateKernel(program, \"" +
           kernel +
           "\", core, DataMovementConfig{});\n"
           "  SetRuntimeArgs(program, kernel, core, {a->address(), b->address()});\n"
           "  distributed::MeshWorkload workload;\n"
           "  workload.add_program(distributed::MeshCoordinateRange(device->shape()),\n"
           "                       std::move(program));\n"
           "  distributed::EnqueueMeshWorkload(queue, workload, false);\n"
           "  distributed::EnqueueReadMeshBuffer(queue, out, b, true);\n"
           "  if (argc > 1) return std::stoi(argv[1]);\n"
           "  std::puts(out == in ? \"copied\" : \"not copied\");\n"
           "  return out == in ? 0 : 1;\n"
           "}\n";
  }
  Outcome run(const std::string &options) const {
    return tool("run " + (folder / "copy.cpp").string() + " " + options);
  }

  files::path folder;
};

TEST(Tool, ListsEveryRule) {
  Outcome plain = tool("rules"), json = tool("rules --json");
  ASSERT_EQ(plain.status, 0);
  ASSERT_EQ(json.status, 0);
  Json rules = Json::parse(json.text).at("rules");
  ASSERT_EQ(rules.size(), allRules().size());
  for (size_t i = 0; i < rules.size(); ++i) {
    EXPECT_EQ(rules[i].at("name"), allRules()[i].name);
    EXPECT_EQ(rules[i].at("lenient"), allRules()[i].lenient != nullptr);
    EXPECT_NE(plain.text.find(allRules()[i].what), std::string::npos);
  }
}

TEST(Tool, ThePageOfRulesIsGenerated) {
  EXPECT_EQ(tool("rules --markdown").text,
            readFile(files::path(TILIUM_DOCUMENTS) / "device-rules.md"))
      << "run: tilium-device rules --markdown > docs/device-rules.md";
}

TEST(Tool, ExplainsARule) {
  const RuleInfo &info = ruleInfo(Rule::PublishBeforeBarrier);
  Outcome outcome = tool("explain publish-before-barrier");
  EXPECT_EQ(outcome.status, 0);
  for (const char *part : {info.what, info.expected, info.lenient})
    EXPECT_NE(outcome.text.find(part), std::string::npos) << outcome.text;
  outcome = tool("explain publish-before-barier");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.text.find("did you mean 'publish-before-barrier'"), std::string::npos);
}

TEST(Tool, HelpTeaches) {
  Outcome outcome = tool("--help");
  EXPECT_EQ(outcome.status, 0);
  for (const char *part : {"tilium-device run main.cpp", "explain", "Exit status"})
    EXPECT_NE(outcome.text.find(part), std::string::npos) << part;
  outcome = tool("run --help");
  EXPECT_EQ(outcome.status, 0);
  for (const char *part : {"--lenient", "--picture", "TT_METAL_HOME"})
    EXPECT_NE(outcome.text.find(part), std::string::npos) << part;
}

TEST(Tool, RefusesWrongCommandLines) {
  EXPECT_EQ(tool("").status, 2);
  EXPECT_EQ(tool("run").status, 2);
  EXPECT_EQ(tool("run x.cpp --arch grayskull").status, 2);
  Outcome outcome = tool("run no-such-file.cpp");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.text.find("there is no file 'no-such-file.cpp'"), std::string::npos);
}

TEST_F(ToolRun, LeavesAllReports) {
  files::path json = folder / "r.json", trace = folder / "t.json", picture = folder / "p.svg";
  Outcome outcome = run("--arch blackhole --report --report-json " + json.string() + " --trace " +
                        trace.string() + " --picture " + picture.string());
  ASSERT_EQ(outcome.status, 0) << outcome.text;
  EXPECT_NE(outcome.text.find("copied"), std::string::npos);
  EXPECT_NE(outcome.text.find("read_barrier"), std::string::npos) << outcome.text;
  EXPECT_EQ(readJson(json).at("architecture"), "blackhole");
  EXPECT_GT(readJson(json).at("total_cycles"), 100);
  EXPECT_FALSE(readJson(trace).at("traceEvents").empty());
  std::string drawn = readFile(picture);
  EXPECT_NE(drawn.find("</svg>"), std::string::npos);
  EXPECT_NE(drawn.find("0,0 brisc"), std::string::npos);
}

TEST_F(ToolRun, AFaultEndsTheRun) {
  writeKernel("", "");
  Outcome outcome = run("");
  EXPECT_EQ(outcome.status, 3) << outcome.text;
  EXPECT_NE(outcome.text.find("kernels/copy.cpp:6: error: "), std::string::npos) << outcome.text;
  EXPECT_NE(outcome.text.find("[publish-before-barrier]"), std::string::npos);
  EXPECT_NE(outcome.text.find("explain publish-before-barrier"), std::string::npos);
  EXPECT_EQ(outcome.text.find("reuse-before-flush"), std::string::npos);
}

TEST_F(ToolRun, ALenientRunReportsAllFaults) {
  writeKernel("", "");
  files::path json = folder / "r.json";
  Outcome outcome = run("--lenient --report-json " + json.string());
  EXPECT_EQ(outcome.status, 3) << outcome.text;
  std::vector<std::string> rules;
  const Json report = readJson(json);
  for (const Json &fault : report.at("faults"))
    rules.push_back(fault.at("rule"));
  EXPECT_EQ(rules, (std::vector<std::string>{"publish-before-barrier", "read-before-barrier",
                                             "uninitialised-read", "reuse-before-flush",
                                             "exit-before-barrier"}));
}

TEST_F(ToolRun, TellsTheProgramsOwnFailure) {
  EXPECT_EQ(run("-- 7").status, 1);
  EXPECT_EQ(run("-- 0").status, 0);
  Outcome outcome = run("--timing-only -- 7");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.text.find("of no value"), std::string::npos) << outcome.text;
}

TEST_F(ToolRun, StopsAtTheLimit) {
  Outcome outcome = run("--cycle-limit 50");
  EXPECT_EQ(outcome.status, 3);
  EXPECT_NE(outcome.text.find("[cycle-limit]"), std::string::npos) << outcome.text;
}

TEST_F(ToolRun, TellsWhatDoesNotCompile) {
  writeKernel("  no_such_call();\n", "");
  Outcome outcome = run("");
  EXPECT_EQ(outcome.status, 4) << outcome.text;
  EXPECT_NE(outcome.text.find("kernels/copy.cpp:6"), std::string::npos) << outcome.text;
  write("copy.cpp", "int main() { return nothing; }\n");
  outcome = run("");
  EXPECT_EQ(outcome.status, 4) << outcome.text;
  EXPECT_NE(outcome.text.find("copy.cpp' does not compile"), std::string::npos);
}

TEST_F(ToolRun, NamesThePlacesOfAMissingKernel) {
  write("copy.cpp", program("kernels/other.cpp"));
  Outcome outcome = run("");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.text.find("CreateKernel: there is no file 'kernels/other.cpp'"),
            std::string::npos)
      << outcome.text;
  EXPECT_NE(outcome.text.find((folder / "kernels/other.cpp").string()), std::string::npos);
}

} // namespace
