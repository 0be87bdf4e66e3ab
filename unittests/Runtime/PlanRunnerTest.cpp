//===- PlanRunnerTest.cpp - Plans that cannot be run ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "mock/PlanRunner.h"

#include "core/Error.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstring>

using namespace tilium;
using namespace tilium::runtime;
using nlohmann::json;

/// A program that copies one tile of float32.
static json copyPlan() {
  auto tensor = [](const char *name, int argument, const char *access) {
    return json{{"name", name},
                {"argument", argument},
                {"dtype", "float32"},
                {"shape", {32, 32}},
                {"access", access},
                {"page_size", 4096},
                {"num_pages", 1},
                {"layout",
                 {{"format", "Float32"},
                  {"memory", "dram"},
                  {"distribution", "interleaved"},
                  {"row_dim", 0},
                  {"col_dim", 1},
                  {"row_block", 32},
                  {"col_block", 32}}}};
  };
  auto kernel = [](const char *file, const char *processor, int noc, const char *name) {
    return json{
        {"role", processor},
        {"file", file},
        {"processor", processor},
        {"noc", noc},
        {"defines", json::object()},
        {"compile_time_args", {{{"kind", "tensor_accessor"}, {"tensor", name}}}},
        {"runtime_args", {{{"name", "address"}, {"kind", "tensor_address"}, {"tensor", name}}}}};
  };
  return {
      {"schema_version", 2},
      {"scalars", json::array()},
      {"name", "copy"},
      {"target", "wormhole_b0"},
      {"tensors", {tensor("A", 0, "in"), tensor("B", 1, "out")}},
      {"core_ranges", {{{"start", {0, 0}}, {"end", {0, 0}}}}},
      {"work", {{{"core", {0, 0}}, {"start", 0}, {"count", 1}}}},
      {"circular_buffers",
       {{{"id", 0},
         {"names", {"A"}},
         {"format", "Float32"},
         {"page_size", 4096},
         {"num_pages", 1},
         {"total_bytes", 4096}}}},
      {"semaphores", json::array()},
      {"kernels", {kernel("reader.cpp", "ncrisc", 0, "A"), kernel("writer.cpp", "brisc", 1, "B")}}};
}

static std::map<std::string, std::string> copySources() {
  std::string head = "#include \"api/dataflow/dataflow_api.h\"\nvoid kernel_main() {\n"
                     "  constexpr auto args = TensorAccessorArgs<0>();\n"
                     "  const auto t = TensorAccessor(args, get_arg_val<uint32_t>(0));\n";
  return {{"reader.cpp", head + "  cb_reserve_back(0, 1);\n"
                                "  noc_async_read_page(0, t, get_write_ptr(0));\n"
                                "  noc_async_read_barrier();\n  cb_push_back(0, 1);\n}\n"},
          {"writer.cpp", head + "  cb_wait_front(0, 1);\n"
                                "  noc_async_write_page(0, t, get_read_ptr(0));\n"
                                "  noc_async_write_barrier();\n  cb_pop_front(0, 1);\n}\n"}};
}

TEST(PlanRunner, RunsAPlan) {
  PlanRunner runner(copyPlan().dump(), copySources());
  std::vector<float> a(1024), b(1024);
  for (int i = 0; i < 1024; ++i)
    a[i] = static_cast<float>(i);
  std::vector<std::span<std::byte>> tensors{std::as_writable_bytes(std::span(a)),
                                            std::as_writable_bytes(std::span(b))};
  device::RunReport report = runner.run(tensors);
  EXPECT_EQ(a, b);
  EXPECT_GT(report.totalCycles, 0u);
}

/// The message of the PlanError that making a runner of `plan` throws.
static std::string refusal(const json &plan) {
  try {
    PlanRunner runner(plan.dump(), copySources());
  } catch (const PlanError &error) {
    return error.what();
  }
  return "accepted";
}

TEST(PlanRunner, RefusesBrokenPlans) {
  EXPECT_NE(refusal(json::array()).find("cannot be read"), std::string::npos);
  json plan = copyPlan();
  plan["schema_version"] = 3;
  EXPECT_NE(refusal(plan).find("schema version 3"), std::string::npos);
  plan = copyPlan();
  plan["tensors"][0]["num_pages"] = 2;
  EXPECT_NE(refusal(plan).find("does not fit"), std::string::npos);
  plan = copyPlan();
  plan["tensors"][0]["layout"]["row_dim"] = 5;
  EXPECT_NE(refusal(plan).find("does not fit"), std::string::npos);
  plan = copyPlan();
  plan["tensors"][0]["shape"] = {int64_t{1} << 40, int64_t{1} << 40};
  EXPECT_NE(refusal(plan).find("does not fit"), std::string::npos);
  plan = copyPlan();
  plan["tensors"][0]["layout"]["col_dim"] = plan["tensors"][0]["layout"]["row_dim"];
  EXPECT_NE(refusal(plan).find("does not fit"), std::string::npos);
  plan = copyPlan();
  plan["circular_buffers"][0]["format"] = "Float17";
  EXPECT_NE(refusal(plan).find("Float17"), std::string::npos);
  plan = copyPlan();
  plan["kernels"][0]["file"] = "other.cpp";
  EXPECT_NE(refusal(plan).find("other.cpp"), std::string::npos);
  plan = copyPlan();
  plan["kernels"][0]["runtime_args"][0]["tensor"] = "Z";
  EXPECT_NE(refusal(plan).find("'Z'"), std::string::npos);
  plan = copyPlan();
  plan["kernels"][0]["runtime_args"][0]["kind"] = "moon_phase";
  EXPECT_NE(refusal(plan).find("moon_phase"), std::string::npos);
}

/// The rule that a run of `plan` breaks.
static std::optional<device::Rule> brokenRule(const json &plan) {
  std::vector<float> a(1024), b(1024);
  std::vector<std::span<std::byte>> tensors{std::as_writable_bytes(std::span(a)),
                                            std::as_writable_bytes(std::span(b))};
  try {
    PlanRunner(plan.dump(), copySources()).run(tensors);
  } catch (const device::DeviceError &error) {
    return error.rule();
  }
  return std::nullopt;
}

TEST(PlanRunner, RefusesCoresAndSemaphoresThatTheChipDoesNotHave) {
  json plan = copyPlan();
  plan["kernels"][0]["runtime_args"].push_back({{"name", "x"}, {"kind", "noc_x"}, {"column", 7}});
  plan["kernels"][0]["runtime_args"].push_back({{"name", "y"}, {"kind", "noc_y"}});
  plan["semaphores"] = {{{"id", 15}, {"name", "last"}, {"initial_value", 3}}};
  EXPECT_EQ(brokenRule(plan), std::nullopt);
  plan["kernels"][0]["runtime_args"][1]["column"] = 1000000;
  EXPECT_EQ(brokenRule(plan), device::Rule::HostUsage);
  plan["kernels"][0]["runtime_args"][1]["column"] = -1;
  EXPECT_EQ(brokenRule(plan), device::Rule::HostUsage);
  plan["kernels"][0]["runtime_args"][1] = {{"name", "y"}, {"kind", "noc_y"}, {"row", 99}};
  EXPECT_EQ(brokenRule(plan), device::Rule::HostUsage);
  plan = copyPlan();
  plan["semaphores"] = {{{"id", 16}, {"name", "more"}, {"initial_value", 0}}};
  EXPECT_EQ(brokenRule(plan), device::Rule::HostUsage);
}

/// A plan is data: what it names becomes no code beside the kernels' sources.
TEST(PlanRunner, RefusesCodeInDefines) {
  auto message = [](const json &defines) {
    json plan = copyPlan();
    plan["kernels"][0]["defines"] = defines;
    try {
      PlanRunner(plan.dump(), copySources()).compile();
    } catch (const device::DeviceError &error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  EXPECT_NE(message({{"SIDE", "1\n#include \"/etc/passwd\""}}).find("line break"),
            std::string::npos);
  for (const char *name :
       {"SIDE 1\nint x;//", "", "SIDE(i) 1\nint x;//", "SIDE(i", "(i)", "SIDE x"})
    EXPECT_NE(message({{name, "1"}}).find("no macro's name"), std::string::npos) << name;
  EXPECT_EQ(message({{"SIDE(i, j)", "i + j"}, {"EMPTY()", ""}, {"ANY(...)", "0"}}), "accepted");
}

/// Every member of a plan is needed: a plan without it is refused, never misread.
TEST(PlanRunner, RefusesMissingMembers) {
  const json complete = copyPlan();
  for (const auto &[key, value] : complete.items()) {
    if (key == "name")
      continue; // For people alone.
    json plan = copyPlan();
    plan.erase(key);
    EXPECT_NE(refusal(plan), "accepted") << key;
  }
}

TEST(PlanRunner, RefusesWrongTensors) {
  PlanRunner runner(copyPlan().dump(), copySources());
  std::vector<float> a(1024), small(10);
  std::vector<std::span<std::byte>> one{std::as_writable_bytes(std::span(a))};
  EXPECT_THROW(runner.run(one), PlanError);
  std::vector<std::span<std::byte>> two{std::as_writable_bytes(std::span(a)),
                                        std::as_writable_bytes(std::span(small))};
  EXPECT_THROW(runner.run(two), PlanError);
}

TEST(PlanRunner, GivesTheCompilersMessage) {
  auto sources = copySources();
  sources["reader.cpp"] = "void kernel_main() { nonsense(); }\n";
  PlanRunner runner(copyPlan().dump(), sources);
  try {
    runner.compile();
    FAIL() << "compiled";
  } catch (const device::DeviceError &error) {
    EXPECT_NE(std::string(error.what()).find("nonsense"), std::string::npos);
  }
}
