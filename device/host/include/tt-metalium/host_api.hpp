//===- host_api.hpp - The vendor's host calls over the mock device --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The part of the mesh host API that a program with one device needs. A run happens in
// EnqueueMeshWorkload; queues never hold anything back. Errors are tilium::device::DeviceError.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_HOST_API_HPP
#define TILIUM_HOST_TT_METALIUM_HOST_API_HPP

#include "host/Device.h"
#include "host/Session.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4, Invalid = 0xFF };
enum class UnpackToDestMode : uint8_t { UnpackToDestFp32, Default };

namespace tt {

using DataFormat = tilium::device::DataFormat;

enum CBIndex : uint8_t {
  c_0,
  c_1,
  c_2,
  c_3,
  c_4,
  c_5,
  c_6,
  c_7,
  c_8,
  c_9,
  c_10,
  c_11,
  c_12,
  c_13,
  c_14,
  c_15,
  c_16,
  c_17,
  c_18,
  c_19,
  c_20,
  c_21,
  c_22,
  c_23,
  c_24,
  c_25,
  c_26,
  c_27,
  c_28,
  c_29,
  c_30,
  c_31
};

namespace tt_metal {

struct CoreCoord {
  std::size_t x = 0, y = 0;
  CoreCoord() = default;
  constexpr CoreCoord(std::size_t x, std::size_t y) : x(x), y(y) {}
  friend bool operator==(const CoreCoord &, const CoreCoord &) = default;
  friend auto operator<=>(const CoreCoord &, const CoreCoord &) = default;
};

struct CoreRange {
  CoreCoord start_coord, end_coord;
  CoreRange(const CoreCoord &core) : start_coord(core), end_coord(core) {}
  CoreRange(const CoreCoord &start, const CoreCoord &end) : start_coord(start), end_coord(end) {}
  friend auto operator<=>(const CoreRange &, const CoreRange &) = default;
};

class CoreRangeSet {
public:
  CoreRangeSet() = default;
  CoreRangeSet(const CoreRange &range) : held{range} {}
  explicit CoreRangeSet(std::set<CoreRange> ranges) : held(ranges.begin(), ranges.end()) {}
  explicit CoreRangeSet(std::vector<CoreRange> ranges) : held(std::move(ranges)) {}
  const std::vector<CoreRange> &ranges() const { return held; }
  uint32_t num_cores() const {
    std::size_t cores = 0;
    for (const CoreRange &range : held)
      cores += (range.end_coord.x - range.start_coord.x + 1) *
               (range.end_coord.y - range.start_coord.y + 1);
    return static_cast<uint32_t>(cores);
  }

private:
  std::vector<CoreRange> held;
};

using CoreSpec = std::variant<CoreCoord, CoreRange, CoreRangeSet>;

namespace detail {
inline tilium::device::Coordinate coordinate(const CoreCoord &core) {
  return {static_cast<uint32_t>(core.x), static_cast<uint32_t>(core.y)};
}
inline tilium::device::CoreRanges ranges(const CoreSpec &spec) {
  tilium::device::CoreRanges result;
  auto add = [&](const CoreRange &range) {
    result.push_back({coordinate(range.start_coord), coordinate(range.end_coord)});
  };
  if (const auto *core = std::get_if<CoreCoord>(&spec))
    add(CoreRange(*core));
  else if (const auto *range = std::get_if<CoreRange>(&spec))
    add(*range);
  else
    for (const CoreRange &range : std::get<CoreRangeSet>(spec).ranges())
      add(range);
  return result;
}
} // namespace detail

enum class BufferType { DRAM, L1 };
enum class DataMovementProcessor { RISCV_0 = 0, RISCV_1 = 1 };
enum NOC : uint8_t { RISCV_0_default = 0, RISCV_1_default = 1, NOC_0 = 0, NOC_1 = 1 };

struct DataMovementConfig {
  DataMovementProcessor processor = DataMovementProcessor::RISCV_0;
  NOC noc = NOC::RISCV_0_default;
  std::vector<uint32_t> compile_args;
  std::map<std::string, std::string> defines;
  std::map<std::string, uint32_t> named_compile_args;
};
struct ReaderDataMovementConfig : DataMovementConfig {
  ReaderDataMovementConfig(std::vector<uint32_t> compile_args = {},
                           std::map<std::string, std::string> defines = {},
                           std::map<std::string, uint32_t> named_compile_args = {})
      : DataMovementConfig{DataMovementProcessor::RISCV_1, NOC::NOC_0, std::move(compile_args),
                           std::move(defines), std::move(named_compile_args)} {}
};
struct WriterDataMovementConfig : DataMovementConfig {
  WriterDataMovementConfig(std::vector<uint32_t> compile_args = {},
                           std::map<std::string, std::string> defines = {},
                           std::map<std::string, uint32_t> named_compile_args = {})
      : DataMovementConfig{DataMovementProcessor::RISCV_0, NOC::NOC_1, std::move(compile_args),
                           std::move(defines), std::move(named_compile_args)} {}
};
struct ComputeConfig {
  MathFidelity math_fidelity = MathFidelity::HiFi4;
  bool fp32_dest_acc_en = false;
  bool dst_full_sync_en = false;
  std::vector<UnpackToDestMode> unpack_to_dest_mode;
  bool bfp8_pack_precise = false;
  bool math_approx_mode = false;
  std::vector<uint32_t> compile_args;
  std::map<std::string, std::string> defines;
  std::map<std::string, uint32_t> named_compile_args;
};

class CircularBufferConfig {
public:
  CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, DataFormat> &formats) {
    descriptor.totalSize = total_size;
    for (const auto &[index, format] : formats)
      descriptor.formatDescriptors.push_back({index, format, 0});
  }
  CircularBufferConfig &set_page_size(uint8_t index, uint32_t page_size) {
    for (auto &format : descriptor.formatDescriptors)
      if (format.bufferIndex == index) {
        format.pageSize = page_size;
        return *this;
      }
    throw tilium::device::DeviceError(tilium::device::Rule::HostUsage,
                                      "CircularBufferConfig::set_page_size: index " +
                                          std::to_string(index) + " has no data format");
  }
  tilium::device::CBDescriptor descriptor;
};

using KernelHandle = uint32_t;
using CBHandle = uint32_t;

struct Program {
  tilium::device::ProgramDescriptor descriptor;
};

inline Program CreateProgram() { return {}; }

namespace detail {
inline tilium::device::MathFidelity fidelity(MathFidelity value) {
  switch (value) {
  case MathFidelity::LoFi:
    return tilium::device::MathFidelity::LoFi;
  case MathFidelity::HiFi2:
    return tilium::device::MathFidelity::HiFi2;
  case MathFidelity::HiFi3:
    return tilium::device::MathFidelity::HiFi3;
  default:
    return tilium::device::MathFidelity::HiFi4;
  }
}
inline void configure(tilium::device::KernelDescriptor &kernel, const DataMovementConfig &config) {
  bool first = config.processor == DataMovementProcessor::RISCV_0;
  kernel.config =
      tilium::device::DataMovementConfig{first ? tilium::device::DataMovementProcessor::Brisc
                                               : tilium::device::DataMovementProcessor::Ncrisc,
                                         static_cast<uint32_t>(config.noc)};
}
inline void configure(tilium::device::KernelDescriptor &kernel, const ComputeConfig &config) {
  tilium::device::ComputeConfig made;
  made.mathFidelity = fidelity(config.math_fidelity);
  made.fp32DestAccEn = config.fp32_dest_acc_en;
  made.dstFullSyncEn = config.dst_full_sync_en;
  made.mathApproxMode = config.math_approx_mode;
  for (UnpackToDestMode mode : config.unpack_to_dest_mode)
    made.unpackToDestMode.push_back(mode == UnpackToDestMode::UnpackToDestFp32
                                        ? tilium::device::UnpackToDestMode::UnpackToDestFp32
                                        : tilium::device::UnpackToDestMode::Default);
  kernel.config = made;
}
template <typename Config>
KernelHandle addKernel(Program &program, const std::string &source,
                       tilium::device::KernelDescriptor::SourceType type, const CoreSpec &cores,
                       const Config &config) {
  tilium::device::KernelDescriptor kernel;
  kernel.source = source;
  kernel.sourceType = type;
  kernel.coreRanges = ranges(cores);
  kernel.compileTimeArgs = config.compile_args;
  kernel.defines.assign(config.defines.begin(), config.defines.end());
  kernel.namedCompileTimeArgs.assign(config.named_compile_args.begin(),
                                     config.named_compile_args.end());
  configure(kernel, config);
  program.descriptor.kernels.push_back(std::move(kernel));
  return static_cast<KernelHandle>(program.descriptor.kernels.size() - 1);
}
inline tilium::device::KernelDescriptor &kernelOf(Program &program, KernelHandle kernel,
                                                  const char *call) {
  if (kernel >= program.descriptor.kernels.size())
    throw tilium::device::DeviceError(tilium::device::Rule::HostUsage,
                                      std::string(call) + ": the program has no such kernel");
  return program.descriptor.kernels[kernel];
}
} // namespace detail

/// Adds a kernel from a file to a program.
template <typename Config>
KernelHandle CreateKernel(Program &program, const std::string &file_name, const CoreSpec &core_spec,
                          const Config &config) {
  return detail::addKernel(program, tilium::device::findKernelFile(file_name),
                           tilium::device::KernelDescriptor::SourceType::FilePath, core_spec,
                           config);
}
template <typename Config>
KernelHandle CreateKernelFromString(Program &program, const std::string &kernel_src_code,
                                    const CoreSpec &core_spec, const Config &config) {
  return detail::addKernel(program, kernel_src_code,
                           tilium::device::KernelDescriptor::SourceType::SourceCode, core_spec,
                           config);
}

inline CBHandle CreateCircularBuffer(Program &program, const CoreSpec &core_spec,
                                     const CircularBufferConfig &config) {
  program.descriptor.cbs.push_back(config.descriptor);
  program.descriptor.cbs.back().coreRanges = detail::ranges(core_spec);
  return static_cast<CBHandle>(program.descriptor.cbs.size() - 1);
}

inline uint32_t CreateSemaphore(Program &program, const CoreSpec &core_spec,
                                uint32_t initial_value) {
  auto id = static_cast<uint32_t>(program.descriptor.semaphores.size());
  program.descriptor.semaphores.push_back({id, detail::ranges(core_spec), initial_value});
  return id;
}

inline void SetRuntimeArgs(Program &program, KernelHandle kernel, const CoreSpec &core_spec,
                           const std::vector<uint32_t> &runtime_args) {
  auto &args = detail::kernelOf(program, kernel, "SetRuntimeArgs").runtimeArgs;
  for (const tilium::device::CoreRange &range : detail::ranges(core_spec))
    for (uint32_t y = range.start.y; y <= range.end.y; ++y)
      for (uint32_t x = range.start.x; x <= range.end.x; ++x) {
        tilium::device::Coordinate core{x, y};
        auto found = std::find_if(args.begin(), args.end(),
                                  [&](const auto &entry) { return entry.first == core; });
        if (found != args.end())
          found->second = runtime_args;
        else
          args.emplace_back(core, runtime_args);
      }
}
inline void SetCommonRuntimeArgs(Program &program, KernelHandle kernel,
                                 const std::vector<uint32_t> &runtime_args) {
  detail::kernelOf(program, kernel, "SetCommonRuntimeArgs").commonRuntimeArgs = runtime_args;
}

/// Cores column by column, with `units` dealt out so that the first group has one more each.
inline std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t>
split_work_to_cores(const CoreCoord &grid, uint32_t units, bool row_wise = false) {
  auto all = static_cast<uint32_t>(grid.x * grid.y);
  uint32_t cores = std::min(units, all);
  if (cores == 0)
    return {0, {}, {}, {}, 0, 0};
  uint32_t each = units / cores, more = units % cores;
  std::vector<CoreRange> both, first, second;
  for (uint32_t i = 0; i < cores; ++i) {
    CoreCoord core =
        row_wise ? CoreCoord(i % grid.x, i / grid.x) : CoreCoord(i / grid.y, i % grid.y);
    both.emplace_back(core);
    (more == 0 || i < more ? first : second).emplace_back(core);
  }
  return {cores,
          CoreRangeSet(both),
          CoreRangeSet(first),
          CoreRangeSet(second),
          more ? each + 1 : each,
          more ? each : 0};
}

namespace distributed {

struct MeshShape {
  uint32_t rows = 1, columns = 1;
};
struct MeshCoordinate {
  uint32_t row = 0, column = 0;
};
struct MeshCoordinateRange {
  explicit MeshCoordinateRange(const MeshShape &) {}
  MeshCoordinateRange(const MeshCoordinate &, const MeshCoordinate &) {}
};

class MeshDevice;

/// Commands run at once; the queue only knows its device.
class MeshCommandQueue {
public:
  explicit MeshCommandQueue(MeshDevice &device) : owner(device) {}
  MeshDevice &device() { return owner; }

private:
  MeshDevice &owner;
};

class MeshDevice {
public:
  explicit MeshDevice(const std::string &architecture) : simulated(architecture), queue(*this) {}
  /// The architecture comes from the environment variable TILIUM_ARCH, or is wormhole_b0.
  static std::shared_ptr<MeshDevice> create_unit_mesh(int) {
    return std::make_shared<MeshDevice>(tilium::device::sessionArchitecture());
  }
  MeshCommandQueue &mesh_command_queue(std::size_t = 0) { return queue; }
  MeshShape shape() const { return {}; }
  CoreCoord compute_with_storage_grid_size() const {
    return {simulated.architecture().gridX, simulated.architecture().gridY};
  }
  CoreCoord worker_core_from_logical_core(const CoreCoord &core) const {
    tilium::device::Coordinate at = simulated.workerCoordinate(tt_metal::detail::coordinate(core));
    return {at.x, at.y};
  }
  bool close() { return true; }

  tilium::device::Device &simulator() { return simulated; }
  /// The report of the last workload.
  tilium::device::RunReport lastReport;

private:
  tilium::device::Device simulated;
  MeshCommandQueue queue;
};

struct DeviceLocalBufferConfig {
  uint64_t page_size = 0;
  BufferType buffer_type = BufferType::DRAM;
};
struct ReplicatedBufferConfig {
  uint64_t size = 0;
};

class MeshBuffer {
public:
  static std::shared_ptr<MeshBuffer> create(const ReplicatedBufferConfig &size,
                                            const DeviceLocalBufferConfig &local,
                                            MeshDevice *device) {
    if (local.page_size == 0 || size.size % local.page_size != 0)
      throw tilium::device::DeviceError(tilium::device::Rule::HostUsage,
                                        "MeshBuffer::create: the size must be a multiple of the "
                                        "page size, and neither may be 0");
    if (local.page_size > UINT32_MAX || size.size / local.page_size > UINT32_MAX)
      throw tilium::device::DeviceError(tilium::device::Rule::HostUsage,
                                        "MeshBuffer::create: pages of 4 GiB and more, or as many "
                                        "of them, do not fit the device");
    return std::shared_ptr<MeshBuffer>(new MeshBuffer(
        *device, device->simulator().createBuffer(
                     local.buffer_type == BufferType::DRAM ? tilium::device::BufferType::Dram
                                                           : tilium::device::BufferType::L1,
                     static_cast<uint32_t>(local.page_size),
                     static_cast<uint32_t>(size.size / local.page_size))));
  }
  ~MeshBuffer() { owner.simulator().releaseBuffer(held); }
  MeshBuffer(const MeshBuffer &) = delete;
  MeshBuffer &operator=(const MeshBuffer &) = delete;

  uint32_t address() const { return held.address; }
  uint64_t size() const { return held.bytes(); }
  const MeshBuffer *get_backing_buffer() const { return this; }
  const tilium::device::Buffer &buffer() const { return held; }
  MeshDevice &device() const { return owner; }

private:
  MeshBuffer(MeshDevice &device, const tilium::device::Buffer &buffer)
      : owner(device), held(buffer) {}
  MeshDevice &owner;
  tilium::device::Buffer held;
};

class MeshWorkload {
public:
  void add_program(const MeshCoordinateRange &, Program program) {
    programs.push_back(std::move(program));
  }
  std::vector<Program> programs;
};

template <typename T>
void EnqueueWriteMeshBuffer(MeshCommandQueue &, std::shared_ptr<MeshBuffer> &buffer,
                            const std::vector<T> &data, bool = false) {
  buffer->device().simulator().write(buffer->buffer(), std::as_bytes(std::span(data)));
}
template <typename T>
void EnqueueReadMeshBuffer(MeshCommandQueue &, std::vector<T> &data,
                           std::shared_ptr<MeshBuffer> &buffer, bool = true) {
  static_assert(std::is_trivially_copyable_v<T>);
  data.resize(buffer->size() / sizeof(T));
  buffer->device().simulator().read(buffer->buffer(), std::as_writable_bytes(std::span(data)));
}
inline void EnqueueMeshWorkload(MeshCommandQueue &queue, MeshWorkload &workload, bool = false) {
  for (const Program &program : workload.programs)
    queue.device().lastReport = tilium::device::runInSession(queue.device().simulator(), program.descriptor);
}
inline void Finish(MeshCommandQueue &) {}

} // namespace distributed

/// Appends the description of a buffer to compile-time arguments.
class TensorAccessorArgs {
public:
  explicit TensorAccessorArgs(const distributed::MeshBuffer &buffer)
      : words(buffer.device().simulator().tensorAccessorArgs(buffer.buffer())) {}
  explicit TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer> &buffer)
      : TensorAccessorArgs(*buffer) {}
  void append_to(std::vector<uint32_t> &compile_time_args) const {
    compile_time_args.insert(compile_time_args.end(), words.begin(), words.end());
  }
  std::vector<uint32_t> get_compile_time_args() const { return words; }

private:
  std::vector<uint32_t> words;
};

} // namespace tt_metal
} // namespace tt

using tt::tt_metal::CoreCoord;
using tt::tt_metal::CoreRange;
using tt::tt_metal::CoreRangeSet;

#endif // TILIUM_HOST_TT_METALIUM_HOST_API_HPP
