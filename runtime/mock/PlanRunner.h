//===- PlanRunner.h - Runs a compiled program on the mock device -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Reads tt.plan.json and the emitted sources, and nothing else of the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_RUNTIME_MOCK_PLANRUNNER_H
#define TILIUM_RUNTIME_MOCK_PLANRUNNER_H

#include "TensorLayout.h"

#include "host/Device.h"

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace tilium::runtime {

/// A plan that cannot be read, or does not fit its sources or tensors.
class PlanError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// A program ready to run: the plan read and checked once.
class PlanRunner {
public:
  /// `sources` maps the files that the plan names to their text. Throws PlanError.
  PlanRunner(const std::string &planJson, std::map<std::string, std::string> sources);
  ~PlanRunner();
  PlanRunner(PlanRunner &&) noexcept;

  /// Runs the program on a fresh device. `tensors` are the row-major elements of the plan's
  /// tensors, in order; outputs are written in place. `scalars` are the plan's in order: integers
  /// as they are, floats as the bits of a float32. Throws PlanError or device::DeviceError.
  device::RunReport run(std::span<const std::span<std::byte>> tensors,
                        std::span<const uint32_t> scalars = {},
                        const device::RunOptions &options = {}) const;

  /// Compiles the kernels without running them. Throws PlanError, or device::DeviceError with the
  /// compiler's message. `poll` is as in device::RunOptions.
  void compile(const std::function<void()> &poll = {}) const;

private:
  struct Program;
  std::unique_ptr<Program> program;
};

} // namespace tilium::runtime

#endif // TILIUM_RUNTIME_MOCK_PLANRUNNER_H
