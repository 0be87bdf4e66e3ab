//===- native.cpp - The Python module tilium._native ----------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Bindings only: what happens is in lib/Driver and runtime/mock, what users see in python/tilium.
//
//===----------------------------------------------------------------------===//

#include "mock/PlanRunner.h"
#include "tilium/Driver/Compiler.h"

#include "core/Architecture.h"
#include "core/Error.h"

#include <nanobind/nanobind.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <optional>

namespace nb = nanobind;
using namespace tilium;

namespace {

/// What went wrong on the device, for tilium.DeviceError.
struct DeviceFailure {
  std::string rule, message, kernel, file;
  std::optional<std::pair<uint32_t, uint32_t>> core;
  std::string processor;
  int line = 0;
  uint64_t cycle = 0;
};

/// Either a report or a failure.
struct RunResult {
  std::string report;
  std::string trace;
  std::optional<DeviceFailure> failure;
};

DeviceFailure convert(const device::DeviceError &error) {
  DeviceFailure failure{.rule = device::ruleName(error.rule()),
                        .message = error.what(),
                        .kernel = error.kernel(),
                        .file = error.file(),
                        .core = std::nullopt,
                        .processor = error.processor(),
                        .line = error.line(),
                        .cycle = error.cycle()};
  if (error.hasLocation())
    failure.core = std::pair(error.core().x, error.core().y);
  return failure;
}

/// Lets Python handle signals, Ctrl-C above all, which it does only between its own instructions.
void handleSignals() {
  nb::gil_scoped_acquire acquire;
  if (PyErr_CheckSignals() != 0)
    throw nb::python_error();
}

std::optional<DeviceFailure> compile(const runtime::PlanRunner &runner) {
  nb::gil_scoped_release release;
  try {
    runner.compile(handleSignals);
  } catch (const device::DeviceError &error) {
    return convert(error);
  }
  return std::nullopt;
}

RunResult run(const runtime::PlanRunner &runner,
              const std::vector<std::pair<uintptr_t, size_t>> &tensors,
              const std::vector<uint32_t> &scalars, uint64_t cycleLimit, bool trace,
              bool timingOnly) {
  std::vector<std::span<std::byte>> spans;
  for (auto [address, bytes] : tensors)
    spans.emplace_back(reinterpret_cast<std::byte *>(address), bytes);
  device::RunOptions options;
  if (cycleLimit)
    options.cycleLimit = cycleLimit;
  options.trace = trace;
  options.timingOnly = timingOnly;
  options.poll = handleSignals;
  RunResult result;
  nb::gil_scoped_release release;
  try {
    device::RunReport report = runner.run(spans, scalars, options);
    result.report = report.toJson();
    if (trace)
      result.trace = report.toChromeTrace();
  } catch (const device::DeviceError &error) {
    result.failure = convert(error);
  }
  return result;
}

} // namespace

NB_MODULE(_native, m) {
  // TileLang's caches keep kernels until the process ends, which is no leak.
  nb::set_leak_warnings(false);
  m.doc() = "Tilium's compiler and mock device.";
  nb::exception<runtime::PlanError>(m, "PlanError", PyExc_RuntimeError);

  nb::class_<driver::Diagnostic>(m, "Diagnostic",
                                 "A message of the compiler; line is 0 if it has no place.")
      .def_ro("severity", &driver::Diagnostic::severity)
      .def_ro("message", &driver::Diagnostic::message)
      .def_ro("code", &driver::Diagnostic::code)
      .def_ro("file", &driver::Diagnostic::file)
      .def_ro("line", &driver::Diagnostic::line)
      .def_ro("column", &driver::Diagnostic::column)
      .def_ro("notes", &driver::Diagnostic::notes);
  nb::class_<driver::Outcome>(m, "Outcome", "Whether something worked, and what the compiler said.")
      .def_ro("success", &driver::Outcome::success)
      .def_ro("diagnostics", &driver::Outcome::diagnostics);
  nb::class_<driver::Function>(m, "Function", "A function of a module, as IR text.")
      .def_ro("name", &driver::Function::name)
      .def_ro("attributes", &driver::Function::attributes)
      .def_ro("text", &driver::Function::text);
  nb::class_<driver::Module>(m, "Module", "A program at some stage of the pipeline.")
      .def_static(
          "import_tir",
          [](const std::string &json, const std::string &name) {
            driver::Outcome outcome;
            auto module = driver::Module::importTIR(json, name, outcome);
            return std::pair(module, outcome);
          },
          nb::arg("json"), nb::arg("name"),
          nb::sig("def import_tir(json: str, name: str) -> tuple[Module | None, Outcome]"),
          "Imports TIR JSON; None with an error if that fails.")
      .def_static(
          "parse",
          [](const std::string &text, const std::string &name) {
            driver::Outcome outcome;
            auto module = driver::Module::parse(text, name, outcome);
            return std::pair(module, outcome);
          },
          nb::arg("text"), nb::arg("name"),
          nb::sig("def parse(text: str, name: str) -> tuple[Module | None, Outcome]"),
          "Parses IR of any stage; None with an error if that fails.")
      .def("clone", &driver::Module::clone)
      .def("split_launches", &driver::Module::splitLaunches,
           "One module for each T.Kernel of an imported program, in the order they run.")
      .def(
          "run_pass",
          [](driver::Module &module, const std::string &name, const std::string &target,
             const std::string &mathFidelity, bool reciprocalDivision,
             bool approximateExponentials) {
            return module.runPass(
                name, {target, mathFidelity, reciprocalDivision, approximateExponentials});
          },
          nb::arg("name"), nb::arg("target"), nb::kw_only(), nb::arg("math_fidelity") = "HiFi4",
          nb::arg("reciprocal_division") = false, nb::arg("approximate_exponentials") = false,
          "Runs one pass, by its class name, in place.")
      .def("functions", &driver::Module::functions)
      .def("generated_files", &driver::Module::generatedFiles,
           "The emitted files, names and texts; none before CodegenTT.")
      .def("__str__", &driver::Module::print);
  m.def("pass_names", &driver::passNames, "The names of the passes, in pipeline order.");
  m.def("diagnostic_codes", &driver::diagnosticCodes,
        "The codes that diagnostics about programs can have, by subject.");
  m.def(
      "has_target",
      [](const std::string &name) { return device::findArchitecture(name) != nullptr; },
      nb::arg("name"), "Whether there is a chip of this name.");

  nb::class_<device::Architecture>(m, "Chip", "What bounds a run on a chip from below.")
      .def_prop_ro("cores", &device::Architecture::coreCount)
      .def_ro("clock_megahertz", &device::Architecture::clockMegahertz)
      .def_ro("dram_banks", &device::Architecture::dramBanks)
      .def_prop_ro(
          "dram_read_bytes_per_cycle",
          [](const device::Architecture &chip) { return chip.timing.dramReadBytesPerCycle; },
          "Of one bank.")
      .def_prop_ro(
          "dram_write_bytes_per_cycle",
          [](const device::Architecture &chip) { return chip.timing.dramWriteBytesPerCycle; },
          "Of one bank.")
      .def_prop_ro(
          "matmul_tile_cycles",
          [](const device::Architecture &chip) {
            return std::vector<uint32_t>(chip.timing.matmulTile.begin(),
                                         chip.timing.matmulTile.end());
          },
          "Of a product of two tiles at LoFi, HiFi2, HiFi3 and HiFi4.");
  m.def(
      "chip", [](const std::string &name) { return device::findArchitecture(name); },
      nb::arg("name"), nb::rv_policy::reference, nb::sig("def chip(name: str) -> Chip | None"),
      "The chip of this name; None if there is none.");

  nb::class_<DeviceFailure>(m, "DeviceFailure", "The rule that a kernel broke, where and when.")
      .def_ro("rule", &DeviceFailure::rule)
      .def_ro("message", &DeviceFailure::message)
      .def_ro("kernel", &DeviceFailure::kernel)
      .def_ro("file", &DeviceFailure::file)
      .def_ro("core", &DeviceFailure::core)
      .def_ro("processor", &DeviceFailure::processor)
      .def_ro("line", &DeviceFailure::line)
      .def_ro("cycle", &DeviceFailure::cycle);
  nb::class_<RunResult>(
      m, "RunResult", "The account of a run and its trace, as JSON, or the failure that ended it.")
      .def_ro("report", &RunResult::report)
      .def_ro("trace", &RunResult::trace)
      .def_ro("failure", &RunResult::failure);
  nb::class_<runtime::PlanRunner>(m, "PlanRunner",
                                  "A compiled program: tt.plan.json and the files it names.")
      .def(nb::init<const std::string &, std::map<std::string, std::string>>(), nb::arg("plan"),
           nb::arg("sources"))
      .def("compile", &compile, "Compiles the kernels without running them.")
      .def(
          "run", &run, nb::arg("tensors"), nb::arg("scalars") = std::vector<uint32_t>(),
          nb::arg("cycle_limit") = 0, nb::arg("trace") = false, nb::arg("timing_only") = false,
          "Runs on a fresh device. A tensor is the address and the bytes of row-major elements, in "
          "the plan's order; outputs are written in place. With `timing_only` the cycles are the "
          "same and the outputs are of no value.");
}
