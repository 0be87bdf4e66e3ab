//===- program.hpp - Programs and their parts ----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_PROGRAM_HPP
#define TILIUM_HOST_TT_METALIUM_PROGRAM_HPP

#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/kernel_types.hpp>

#include "host/Session.h"

#include <algorithm>

namespace tt::tt_metal {

/// Kernels, circular buffers and semaphores of one run.
struct Program {
  tilium::device::ProgramDescriptor descriptor;
  std::vector<CircularBufferConfig> circularBuffers; ///< By handle.
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
    misuse(call, "the program has no such kernel");
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
  program.circularBuffers.push_back(config);
  return static_cast<CBHandle>(program.descriptor.cbs.size() - 1);
}

namespace detail {
inline CircularBufferConfig &bufferOf(Program &program, CBHandle handle, const char *call) {
  if (handle >= program.circularBuffers.size())
    misuse(call, "the program has no such circular buffer");
  return program.circularBuffers[handle];
}
/// After a change of a configuration.
inline void apply(Program &program, CBHandle handle) {
  tilium::device::CoreRanges ranges = program.descriptor.cbs[handle].coreRanges;
  program.descriptor.cbs[handle] = program.circularBuffers[handle].descriptor;
  program.descriptor.cbs[handle].coreRanges = ranges;
}
} // namespace detail

inline const CircularBufferConfig &GetCircularBufferConfig(Program &program, CBHandle handle) {
  return detail::bufferOf(program, handle, "GetCircularBufferConfig");
}
inline void UpdateCircularBufferTotalSize(Program &program, CBHandle handle, uint32_t total_size) {
  detail::bufferOf(program, handle, "UpdateCircularBufferTotalSize").set_total_size(total_size);
  detail::apply(program, handle);
}
inline void UpdateCircularBufferPageSize(Program &program, CBHandle handle, uint8_t index,
                                         uint32_t page_size) {
  detail::bufferOf(program, handle, "UpdateCircularBufferPageSize").set_page_size(index, page_size);
  detail::apply(program, handle);
}
/// Lays a globally allocated circular buffer on another buffer before the next run.
template <typename BufferLike>
void UpdateDynamicCircularBufferAddress(Program &program, CBHandle handle,
                                        const BufferLike &buffer) {
  constexpr const char *call = "UpdateDynamicCircularBufferAddress";
  CircularBufferConfig &config = detail::bufferOf(program, handle, call);
  if (!config.globally_allocated_address())
    detail::misuse(call, "the circular buffer was made without set_globally_allocated_address");
  config.place(buffer.buffer(), call);
  detail::apply(program, handle);
}
template <typename BufferLike>
void UpdateDynamicCircularBufferAddressAndTotalSize(Program &program, CBHandle handle,
                                                    const BufferLike &buffer, uint32_t total_size) {
  UpdateDynamicCircularBufferAddress(program, handle, buffer);
  UpdateCircularBufferTotalSize(program, handle, total_size);
}

/// A semaphore on each of the cores; the id it has there.
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

/// The arguments of a kernel on one core, to read and to change.
inline std::vector<uint32_t> &GetRuntimeArgs(Program &program, KernelHandle kernel,
                                             const CoreCoord &core) {
  for (auto &[at, words] : detail::kernelOf(program, kernel, "GetRuntimeArgs").runtimeArgs)
    if (at == detail::coordinate(core))
      return words;
  detail::misuse("GetRuntimeArgs", "the kernel has no arguments on core " + core.str());
}
/// A list of arguments for each of the cores.
inline void SetRuntimeArgs(Program &program, KernelHandle kernel,
                           const std::vector<CoreCoord> &cores,
                           const std::vector<std::vector<uint32_t>> &runtime_args) {
  if (cores.size() != runtime_args.size())
    detail::misuse("SetRuntimeArgs", std::to_string(cores.size()) + " cores are given, and " +
                                         std::to_string(runtime_args.size()) +
                                         " lists of arguments");
  for (std::size_t i = 0; i < cores.size(); ++i)
    SetRuntimeArgs(program, kernel, cores[i], runtime_args[i]);
}
} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_PROGRAM_HPP
