//===- HostProgram.h - From a host program's source to a binary -*- C++ -*- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_HOSTPROGRAM_H
#define TILIUM_DEVICE_TOOLS_HOSTPROGRAM_H

#include <string>
#include <vector>

namespace tilium::device::tool {

/// Compiles `source` against the host API and links it with the device, into `binary`. Throws
/// ToolError; the compiler has told why by then.
void compileHostProgram(const std::string &source, const std::string &binary,
                        const std::vector<std::string> &includes,
                        const std::vector<std::string> &defines);

} // namespace tilium::device::tool

#endif // TILIUM_DEVICE_TOOLS_HOSTPROGRAM_H
