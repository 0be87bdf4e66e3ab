//===- ProgramFile.h - A program and its buffers from JSON ------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_MUTANTS_PROGRAMFILE_H
#define TILIUM_DEVICE_TOOLS_MUTANTS_PROGRAMFILE_H

#include "host/Device.h"

#include <string>
#include <vector>

namespace tilium::device::mutants {

/// A device with the buffers of a program. docs/device-mutants.md has the format of the file.
struct LoadedProgram {
  Device device;
  ProgramDescriptor program;
  std::vector<Buffer> outputs;

  /// Sets all outputs to zero, so that what an earlier run left is not taken for a result.
  void clearOutputs();
  /// All bytes of all outputs, in the order of their names.
  std::vector<std::byte> result();
};

/// Reads a program file; kernel paths are relative to it. Throws DeviceError (HostUsage) with what
/// is missing or wrong.
LoadedProgram loadProgram(const std::string &path);

} // namespace tilium::device::mutants

#endif // TILIUM_DEVICE_TOOLS_MUTANTS_PROGRAMFILE_H
