//===- Process.cpp - Child processes -------------------------------------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Process.h"

#include "Tool.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace tilium::device::tool {

namespace files = std::filesystem;

std::string findOnPath(const std::string &program) {
  if (program.find('/') != std::string::npos)
    return access(program.c_str(), X_OK) == 0 ? program : "";
  const char *path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');)
    if (std::string candidate = folder + "/" + program; access(candidate.c_str(), X_OK) == 0)
      return candidate;
  return "";
}

Ending runCommand(const std::vector<std::string> &command,
                  const std::vector<std::pair<std::string, std::string>> &variables) {
  std::vector<std::string> environment;
  for (char **entry = environ; *entry; ++entry) {
    std::string text = *entry;
    bool replaced = false;
    for (const auto &[name, value] : variables)
      replaced |= text.rfind(name + "=", 0) == 0;
    if (!replaced)
      environment.push_back(text);
  }
  for (const auto &[name, value] : variables)
    environment.push_back(name + "=" + value);
  auto pointers = [](const std::vector<std::string> &words) {
    std::vector<char *> result;
    for (const std::string &word : words)
      result.push_back(const_cast<char *>(word.c_str()));
    result.push_back(nullptr);
    return result;
  };
  std::vector<char *> arguments = pointers(command), settings = pointers(environment);
  pid_t child = -1;
  if (int failed =
          posix_spawn(&child, arguments[0], nullptr, nullptr, arguments.data(), settings.data()))
    throw ToolError{Usage, "cannot start '" + command[0] + "': " + std::strerror(failed)};
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status))
    return {128 + WTERMSIG(status), true};
  return {WEXITSTATUS(status), false};
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (files::temp_directory_path() / "tilium-device-XXXXXX").string();
  if (!mkdtemp(pattern.data()))
    throw ToolError{Usage, "cannot make a temporary folder: " + std::string(std::strerror(errno))};
  folder = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored; // What is left behind is no reason to fail.
  files::remove_all(folder, ignored);
}

} // namespace tilium::device::tool
