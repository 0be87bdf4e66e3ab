//===- Process.h - Child processes -----------------------------*- C++ -*- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_TOOLS_PROCESS_H
#define TILIUM_DEVICE_TOOLS_PROCESS_H

#include <string>
#include <utility>
#include <vector>

namespace tilium::device::tool {

/// How a child ended: its exit status, or 128 and the number of its signal.
struct Ending {
  int status = 0;
  bool bySignal = false;
};

/// Runs a command to its end with our own input and output, and with `variables` in its
/// environment. Throws ToolError if it cannot be started.
Ending runCommand(const std::vector<std::string> &command,
                  const std::vector<std::pair<std::string, std::string>> &variables = {});

/// The path of a program on PATH, or nothing.
std::string findOnPath(const std::string &program);

/// A folder that is gone with its content when this is.
class TemporaryFolder {
public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  const std::string &path() const { return folder; }

private:
  std::string folder;
};

} // namespace tilium::device::tool

#endif // TILIUM_DEVICE_TOOLS_PROCESS_H
