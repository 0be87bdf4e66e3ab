//===- ProgramDescriptor.h - A program to run on the device -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The same shape as ttnn's ProgramDescriptor: kernels, circular buffers, semaphores.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_PROGRAMDESCRIPTOR_H
#define TILIUM_DEVICE_HOST_PROGRAMDESCRIPTOR_H

#include "core/Architecture.h"
#include "core/DataFormat.h"

#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace tilium::device {

/// A rectangle of logical cores, both ends included.
struct CoreRange {
  Coordinate start, end;
};
using CoreRanges = std::vector<CoreRange>;

enum class MathFidelity : uint8_t { LoFi, HiFi2, HiFi3, HiFi4 };
enum class UnpackToDestMode : uint8_t { Default, UnpackToDestFp32 };
enum class DataMovementProcessor : uint8_t { Brisc, Ncrisc };

/// A data movement kernel: which processor it takes and which network it uses.
struct DataMovementConfig {
  DataMovementProcessor processor = DataMovementProcessor::Brisc;
  uint32_t noc = 0;
  /// The usual settings of a reader: the second processor on NoC 0.
  static DataMovementConfig reader() { return {DataMovementProcessor::Ncrisc, 0}; }
  /// The usual settings of a writer: the first processor on NoC 1.
  static DataMovementConfig writer() { return {DataMovementProcessor::Brisc, 1}; }
};

/// A compute kernel: the three compute processors run it together.
struct ComputeConfig {
  MathFidelity mathFidelity = MathFidelity::HiFi4;
  bool fp32DestAccEn = false;
  bool dstFullSyncEn = false;
  bool mathApproxMode = false;
  std::vector<UnpackToDestMode> unpackToDestMode; ///< By circular buffer; missing means Default.
};

/// Names that a kernel uses instead of numbers: `args::`, `dfb::`, `sem::` and `tensor::`.
struct KernelBindings {
  struct Tensor {
    std::string name;
    uint32_t compileTimeArg;   ///< Where the words of its accessor start.
    uint32_t commonRuntimeArg; ///< Which one is its address.
  };
  std::vector<std::string> runtimeArgs;       ///< Names of the runtime arguments, in order.
  std::vector<std::string> commonRuntimeArgs; ///< Of the common ones; empty ones have no name.
  std::vector<std::pair<std::string, uint32_t>> compileTimeArgs; ///< Names and values.
  std::vector<std::pair<std::string, uint32_t>> dataflowBuffers; ///< Circular buffers.
  std::vector<std::pair<std::string, uint32_t>> semaphores;
  std::vector<Tensor> tensors;
  bool empty() const {
    return runtimeArgs.empty() && commonRuntimeArgs.empty() && compileTimeArgs.empty() &&
           dataflowBuffers.empty() && semaphores.empty() && tensors.empty();
  }
};

struct KernelDescriptor {
  enum class SourceType { FilePath, SourceCode };
  std::string source; ///< Path or text, as `sourceType` says.
  SourceType sourceType = SourceType::SourceCode;
  std::string name; ///< For messages; the file part of a path if empty.
  CoreRanges coreRanges;
  std::vector<uint32_t> compileTimeArgs;
  std::vector<std::pair<std::string, uint32_t>> namedCompileTimeArgs;
  std::vector<std::pair<std::string, std::string>> defines;
  /// Arguments of each core; a core that is absent has none.
  std::vector<std::pair<Coordinate, std::vector<uint32_t>>> runtimeArgs;
  std::vector<uint32_t> commonRuntimeArgs;
  KernelBindings bindings;
  std::variant<DataMovementConfig, ComputeConfig> config;
};

struct CBFormatDescriptor {
  uint32_t bufferIndex = 0;
  DataFormat dataFormat = DataFormat::Float16_b;
  uint32_t pageSize = 0; ///< Bytes.
};

struct CBDescriptor {
  uint32_t totalSize = 0; ///< Bytes on each core; a multiple of every page size.
  CoreRanges coreRanges;
  std::vector<CBFormatDescriptor> formatDescriptors; ///< Several indices share the memory.
  /// Offset in L1 of an existing buffer to use instead of fresh memory.
  std::vector<uint32_t> globallyAllocatedAddress;
};

struct SemaphoreDescriptor {
  uint32_t id = 0;
  CoreRanges coreRanges;
  uint32_t initialValue = 0;
};

struct ProgramDescriptor {
  std::vector<KernelDescriptor> kernels;
  std::vector<CBDescriptor> cbs;
  std::vector<SemaphoreDescriptor> semaphores;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_PROGRAMDESCRIPTOR_H
