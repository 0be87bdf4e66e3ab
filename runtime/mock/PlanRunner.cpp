//===- PlanRunner.cpp - Runs a compiled program on the mock device --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "PlanRunner.h"

#include "core/DataFormat.h"
#include "host/KernelCompiler.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>

using namespace tilium;
using namespace tilium::runtime;
using nlohmann::json;

/// The plans this reads; docs/reference/plan.schema.json is their form.
static constexpr int supportedSchema = 2;

namespace {

struct Tensor {
  std::string name;
  TensorLayout layout;
  uint32_t pageSize = 0, pageCount = 0;
  bool isWritten = false;
};

struct RuntimeArg {
  enum class Kind { TensorAddress, WorkStart, WorkCount, Scalar, CoreX, CoreY, NocX, NocY } kind;
  size_t number = 0;                 ///< Of the tensor or the scalar.
  std::optional<uint32_t> line = {}; ///< A column or row; without one the core's own.
};

struct Kernel {
  device::KernelDescriptor descriptor; ///< Without arguments that depend on addresses.
  std::vector<size_t> accessors;
  std::vector<RuntimeArg> runtimeArgs;
};

struct CoreWork {
  device::Coordinate core;
  uint32_t start, count;
};

} // namespace

struct PlanRunner::Program {
  std::string target;
  std::vector<Tensor> tensors;
  std::vector<std::string> scalars;
  std::vector<device::CBDescriptor> cbs;
  std::vector<device::SemaphoreDescriptor> semaphores;
  std::vector<Kernel> kernels;
  std::vector<CoreWork> work;
  device::CoreRanges ranges;

  size_t tensorIndex(const std::string &name) const {
    for (size_t i = 0; i < tensors.size(); ++i)
      if (tensors[i].name == name)
        return i;
    throw PlanError("the plan speaks of a tensor '" + name + "' that it does not have");
  }

  size_t scalarIndex(const std::string &name) const {
    auto found = std::ranges::find(scalars, name);
    if (found == scalars.end())
      throw PlanError("the plan speaks of a scalar '" + name + "' that it does not have");
    return found - scalars.begin();
  }
};

//===----------------------------------------------------------------------===//
// Reading the plan
//===----------------------------------------------------------------------===//

static device::Coordinate readCoordinate(const json &value) {
  return {value.at(0).get<uint32_t>(), value.at(1).get<uint32_t>()};
}

static const device::FormatInfo &readFormat(const std::string &name) {
  const device::FormatInfo *format = device::findFormat(name);
  if (!format)
    throw PlanError("the mock device has no data format '" + name + "'");
  return *format;
}

/// Whether the tensor has so few elements that counts of them and of their bytes are numbers. No
/// device has a millionth of that memory.
static bool isCountable(const std::vector<int64_t> &shape) {
  constexpr int64_t mostElements = int64_t{1} << 50;
  int64_t count = 1;
  for (int64_t extent : shape) {
    if (extent <= 0 || extent > mostElements / count)
      return false;
    count *= extent;
  }
  return true;
}

static Tensor readTensor(const json &value) {
  Tensor tensor;
  tensor.name = value.at("name");
  const json &layout = value.at("layout");
  const device::FormatInfo &format = readFormat(layout.at("format"));
  if (format.elementBytes == 0)
    throw PlanError("tensor '" + tensor.name +
                    "' is in a block format, which has no elements of "
                    "whole bytes");
  tensor.layout = {.shape = value.at("shape").get<std::vector<int64_t>>(),
                   .rowDim = layout.at("row_dim"),
                   .colDim = layout.at("col_dim"),
                   .rowBlock = layout.at("row_block"),
                   .colBlock = layout.at("col_block"),
                   .elementBytes = format.elementBytes};
  int64_t rank = tensor.layout.shape.size();
  bool sound = tensor.layout.rowDim >= -1 && tensor.layout.rowDim < rank &&
               tensor.layout.colDim >= -1 && tensor.layout.colDim < rank &&
               (tensor.layout.rowDim < 0 || tensor.layout.rowDim != tensor.layout.colDim) &&
               tensor.layout.rowBlock > 0 && tensor.layout.colBlock > 0 &&
               isCountable({tensor.layout.rowBlock, tensor.layout.colBlock}) &&
               isCountable(tensor.layout.shape);
  tensor.pageSize = value.at("page_size");
  tensor.pageCount = value.at("num_pages");
  if (!sound || tensor.pageSize != format.tileBytes ||
      tensor.pageCount != tensor.layout.tileCount())
    throw PlanError("the layout of tensor '" + tensor.name + "' does not fit its shape and pages");
  std::string access = value.at("access");
  tensor.isWritten = access == "out" || access == "inout";
  return tensor;
}

static device::CBDescriptor readCircularBuffer(const json &value,
                                               const device::CoreRanges &ranges) {
  device::CBDescriptor cb;
  cb.totalSize = value.at("total_bytes");
  cb.coreRanges = ranges;
  cb.formatDescriptors.push_back({value.at("id").get<uint32_t>(),
                                  readFormat(value.at("format")).format,
                                  value.at("page_size").get<uint32_t>()});
  return cb;
}

static device::MathFidelity readFidelity(const std::string &name) {
  static const std::map<std::string, device::MathFidelity> fidelities = {
      {"LoFi", device::MathFidelity::LoFi},
      {"HiFi2", device::MathFidelity::HiFi2},
      {"HiFi3", device::MathFidelity::HiFi3},
      {"HiFi4", device::MathFidelity::HiFi4}};
  auto found = fidelities.find(name);
  if (found == fidelities.end())
    throw PlanError("unknown math fidelity '" + name + "'");
  return found->second;
}

static void readConfig(const json &value, device::KernelDescriptor &kernel) {
  std::string processor = value.at("processor");
  if (processor != "compute") {
    if (processor != "brisc" && processor != "ncrisc")
      throw PlanError("unknown processor '" + processor + "'");
    kernel.config =
        device::DataMovementConfig{processor == "brisc" ? device::DataMovementProcessor::Brisc
                                                        : device::DataMovementProcessor::Ncrisc,
                                   value.at("noc").get<uint32_t>()};
    return;
  }
  const json &config = value.at("config");
  device::ComputeConfig compute;
  compute.mathFidelity = readFidelity(config.at("math_fidelity"));
  compute.fp32DestAccEn = config.at("fp32_dest_acc_en");
  compute.dstFullSyncEn = config.at("dst_full_sync_en");
  compute.mathApproxMode = config.at("math_approx_mode");
  for (uint32_t id : config.at("unpack_to_dest_fp32")) {
    if (id >= 1024)
      throw PlanError("unpack_to_dest_fp32 names circular buffer " + std::to_string(id));
    if (compute.unpackToDestMode.size() <= id)
      compute.unpackToDestMode.resize(id + 1, device::UnpackToDestMode::Default);
    compute.unpackToDestMode[id] = device::UnpackToDestMode::UnpackToDestFp32;
  }
  kernel.config = compute;
}

static RuntimeArg::Kind readArgKind(const std::string &kind) {
  static const std::map<std::string, RuntimeArg::Kind> kinds = {
      {"tensor_address", RuntimeArg::Kind::TensorAddress},
      {"work_start", RuntimeArg::Kind::WorkStart},
      {"work_count", RuntimeArg::Kind::WorkCount},
      {"scalar", RuntimeArg::Kind::Scalar},
      {"core_x", RuntimeArg::Kind::CoreX},
      {"core_y", RuntimeArg::Kind::CoreY},
      {"noc_x", RuntimeArg::Kind::NocX},
      {"noc_y", RuntimeArg::Kind::NocY}};
  auto found = kinds.find(kind);
  if (found == kinds.end())
    throw PlanError("the mock runtime has no runtime argument of kind '" + kind + "'");
  return found->second;
}

PlanRunner::PlanRunner(const std::string &planJson, std::map<std::string, std::string> sources)
    : program(std::make_unique<Program>()) {
  try {
    json plan = json::parse(planJson);
    if (plan.at("schema_version") != supportedSchema)
      throw PlanError("the plan has schema version " + plan.at("schema_version").dump() + "; " +
                      std::to_string(supportedSchema) + " is supported");
    program->target = plan.at("target");
    for (const json &tensor : plan.at("tensors"))
      program->tensors.push_back(readTensor(tensor));
    for (const json &scalar : plan.at("scalars"))
      program->scalars.push_back(scalar.at("name"));
    for (const json &range : plan.at("core_ranges"))
      program->ranges.push_back(
          {readCoordinate(range.at("start")), readCoordinate(range.at("end"))});
    for (const json &work : plan.at("work"))
      program->work.push_back(
          {readCoordinate(work.at("core")), work.at("start"), work.at("count")});
    for (const json &cb : plan.at("circular_buffers"))
      program->cbs.push_back(readCircularBuffer(cb, program->ranges));
    for (const json &semaphore : plan.at("semaphores"))
      program->semaphores.push_back({semaphore.at("id").get<uint32_t>(), program->ranges,
                                     semaphore.at("initial_value").get<uint32_t>()});
    for (const json &value : plan.at("kernels")) {
      Kernel kernel;
      std::string file = value.at("file");
      auto source = sources.find(file);
      if (source == sources.end())
        throw PlanError("the plan's kernel '" + file + "' is not among the sources");
      kernel.descriptor.source = source->second;
      kernel.descriptor.name = file;
      kernel.descriptor.coreRanges = program->ranges;
      readConfig(value, kernel.descriptor);
      for (auto &[name, text] : value.at("defines").items())
        kernel.descriptor.defines.emplace_back(name, text.get<std::string>());
      for (const json &argument : value.at("compile_time_args"))
        kernel.accessors.push_back(program->tensorIndex(argument.at("tensor")));
      for (const json &argument : value.at("runtime_args")) {
        RuntimeArg parsed{readArgKind(argument.at("kind"))};
        if (parsed.kind == RuntimeArg::Kind::TensorAddress)
          parsed.number = program->tensorIndex(argument.at("tensor"));
        if (parsed.kind == RuntimeArg::Kind::Scalar)
          parsed.number = program->scalarIndex(argument.at("scalar"));
        if (parsed.kind == RuntimeArg::Kind::NocX && argument.contains("column"))
          parsed.line = argument.at("column").get<uint32_t>();
        if (parsed.kind == RuntimeArg::Kind::NocY && argument.contains("row"))
          parsed.line = argument.at("row").get<uint32_t>();
        kernel.runtimeArgs.push_back(parsed);
      }
      program->kernels.push_back(std::move(kernel));
    }
  } catch (const json::exception &error) {
    throw PlanError(std::string("the plan cannot be read: ") + error.what());
  }
}

PlanRunner::~PlanRunner() = default;
PlanRunner::PlanRunner(PlanRunner &&) noexcept = default;

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

static uint32_t wordOf(const device::Device &device, const RuntimeArg &argument,
                       const CoreWork &core, const std::vector<device::Buffer> &buffers,
                       std::span<const uint32_t> scalars) {
  switch (argument.kind) {
  case RuntimeArg::Kind::TensorAddress:
    return buffers[argument.number].address;
  case RuntimeArg::Kind::WorkStart:
    return core.start;
  case RuntimeArg::Kind::WorkCount:
    return core.count;
  case RuntimeArg::Kind::CoreX:
    return core.core.x;
  case RuntimeArg::Kind::CoreY:
    return core.core.y;
  case RuntimeArg::Kind::NocX:
    return device.workerCoordinate({argument.line.value_or(core.core.x), core.core.y}).x;
  case RuntimeArg::Kind::NocY:
    return device.workerCoordinate({core.core.x, argument.line.value_or(core.core.y)}).y;
  case RuntimeArg::Kind::Scalar:
    break;
  }
  return scalars[argument.number];
}

/// The program's kernels with the arguments that follow from where the tensors lie and the scalars.
static device::ProgramDescriptor
bindProgram(const device::Device &device, const std::vector<Kernel> &kernels,
            const std::vector<CoreWork> &work, const std::vector<device::CBDescriptor> &cbs,
            const std::vector<device::SemaphoreDescriptor> &semaphores,
            const std::vector<device::Buffer> &buffers, std::span<const uint32_t> scalars) {
  device::ProgramDescriptor program;
  program.cbs = cbs;
  program.semaphores = semaphores;
  for (const Kernel &kernel : kernels) {
    device::KernelDescriptor descriptor = kernel.descriptor;
    for (size_t tensor : kernel.accessors)
      for (uint32_t word : device.tensorAccessorArgs(buffers[tensor]))
        descriptor.compileTimeArgs.push_back(word);
    for (const CoreWork &core : work) {
      std::vector<uint32_t> arguments;
      for (const RuntimeArg &argument : kernel.runtimeArgs)
        arguments.push_back(wordOf(device, argument, core, buffers, scalars));
      descriptor.runtimeArgs.emplace_back(core.core, std::move(arguments));
    }
    program.kernels.push_back(std::move(descriptor));
  }
  return program;
}

device::RunReport PlanRunner::run(std::span<const std::span<std::byte>> tensors,
                                  std::span<const uint32_t> scalars,
                                  const device::RunOptions &options) const {
  if (tensors.size() != program->tensors.size())
    throw PlanError("the program has " + std::to_string(program->tensors.size()) +
                    " tensors, the call " + std::to_string(tensors.size()));
  if (scalars.size() != program->scalars.size())
    throw PlanError("the program has " + std::to_string(program->scalars.size()) +
                    " scalars, the call " + std::to_string(scalars.size()));
  device::Device device(program->target);
  std::vector<device::Buffer> buffers;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor &tensor = program->tensors[i];
    buffers.push_back(
        device.createBuffer(device::BufferType::Dram, tensor.pageSize, tensor.pageCount));
    try {
      // Outputs too: what the program does not write keeps its value.
      device.write(buffers.back(), toTiles(tensor.layout, tensors[i]));
    } catch (const std::invalid_argument &error) {
      throw PlanError("tensor '" + tensor.name + "': " + error.what());
    }
  }
  device::RunReport report =
      device.run(bindProgram(device, program->kernels, program->work, program->cbs,
                             program->semaphores, buffers, scalars),
                 options);
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (!program->tensors[i].isWritten)
      continue;
    std::vector<std::byte> tiles(buffers[i].bytes());
    device.read(buffers[i], tiles);
    fromTiles(program->tensors[i].layout, tiles, tensors[i]);
  }
  return report;
}

void PlanRunner::compile(const std::function<void()> &poll) const {
  device::Device device(program->target);
  // Accessors take their arguments from a buffer: any one of the right geometry does.
  std::vector<device::Buffer> buffers;
  for (const Tensor &tensor : program->tensors)
    buffers.push_back(
        device.createBuffer(device::BufferType::Dram, tensor.pageSize, tensor.pageCount));
  std::vector<uint32_t> scalars(program->scalars.size());
  device::ProgramDescriptor descriptor = bindProgram(
      device, program->kernels, program->work, program->cbs, program->semaphores, buffers, scalars);
  std::vector<const device::KernelDescriptor *> kernels;
  for (const device::KernelDescriptor &kernel : descriptor.kernels)
    kernels.push_back(&kernel);
  device::KernelCompiler(device.architecture()).load(kernels, /*buffers=*/{}, poll);
}
