//===- KernelCompiler.h - Kernels to shared objects -------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_KERNELCOMPILER_H
#define TILIUM_DEVICE_HOST_KERNELCOMPILER_H

#include "core/Architecture.h"
#include "host/KernelCache.h"
#include "host/ProgramDescriptor.h"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace tilium::device {

/// A kernel loaded into this process.
struct KernelImage {
  void *library = nullptr;
  void (*entry)() = nullptr;
  std::byte *variables = nullptr;  ///< Memory of the kernel's own mutable variables, or null.
  std::vector<std::byte> pristine; ///< What they start from.
  ~KernelImage();
};

/// Turns kernels into loaded images; keeps shared objects in a cache directory named by content.
class KernelCompiler {
public:
  explicit KernelCompiler(const Architecture &architecture);

  /// Compiles what is not cached, several at a time, and loads all. Throws KernelCompile with the
  /// compiler's message.
  /// `buffers` gives the kernels what they may know of circular buffers while being compiled.
  /// `poll` is called when a signal comes: what it throws ends the compilers and goes on to the
  /// caller.
  std::vector<const KernelImage *> load(const std::vector<const KernelDescriptor *> &kernels,
                                        const std::vector<CBDescriptor> &buffers = {},
                                        const std::function<void()> &poll = {});

private:
  struct Job;
  Job begin(const KernelDescriptor *kernel, std::string recipe, const std::string &unit,
            bool withRules);
  std::string watchedPointers(const std::function<void()> &poll);
  std::string translationUnit(const KernelDescriptor &kernel,
                              const std::vector<CBDescriptor> &buffers) const;
  std::vector<std::string> command(const std::string &input, const std::string &output,
                                   const KernelDescriptor *kernel) const;
  std::vector<std::string> linkCommand(const std::string &input, const std::string &watched,
                                       const std::string &output) const;
  const KernelImage *open(const std::string &path, const KernelDescriptor &kernel);

  const Architecture &architecture;
  std::string compiler;
  std::string linker; ///< Empty: the compiler calls it.
  KernelCache cache;
  std::string toolchainKey;
};

/// The name of a kernel for messages.
std::string kernelName(const KernelDescriptor &kernel);

/// Whether a compute kernel's text, or a header it includes that is not the device's, asks the
/// preprocessor which of the three compute processors it is compiled for.
bool branchesOnProcessor(const KernelDescriptor &kernel);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_KERNELCOMPILER_H
