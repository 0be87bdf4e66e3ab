//===- HostProgram.cpp - From a host program's source to a binary --------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "HostProgram.h"

#include "Process.h"
#include "Tool.h"

#include "host/DeviceDirectory.h"

#include <cstdlib>
#include <filesystem>

namespace tilium::device::tool {

namespace files = std::filesystem;

namespace {

std::string findCompiler() {
  const char *asked = std::getenv("TILIUM_CXX");
  if (asked && *asked) {
    std::string found = findOnPath(asked);
    if (found.empty())
      throw ToolError{Usage, std::string("TILIUM_CXX names '") + asked +
                                 "', which is no program that can be run"};
    return found;
  }
  for (const char *candidate : {TILIUM_DEFAULT_CXX, "clang++-22", "clang++", "g++"})
    if (std::string found = *candidate ? findOnPath(candidate) : ""; !found.empty())
      return found;
  throw ToolError{Usage, "no C++ compiler found; install clang or g++, or set TILIUM_CXX"};
}

/// What a host program is linked with, and the flags that go with it: the package's own archives
/// and headers if we are in one, else what we were built with.
std::vector<std::string> libraries() {
  std::vector<std::string> words;
  if (std::optional<files::path> prefix = installedPrefix()) {
    const std::string device = (*prefix / "include" / "tilium-device").string();
    const std::string archives = (*prefix / TILIUM_INSTALLED_ARCHIVES).string();
    words = {"-I" + device + "/third_party",
             "-DFMT_HEADER_ONLY",
             "-DTILIUM_DEVICE_DIRECTORY=\"" + device + "\"",
             device + "/host/LinkedDirectory.cpp",
             archives + "/libTiliumDevice.a",
             archives + "/tilium/libboost_context.a"};
  } else {
    words = {TILIUM_DEVICE_LIBRARY, TILIUM_BOOST_CONTEXT_LIBRARY, "-lfmt"};
  }
  words.insert(words.end(), {"-ldl", "-pthread"});
#ifdef TILIUM_SANITIZERS
  words.push_back("-fsanitize=" TILIUM_SANITIZERS); // What the library was built with.
#endif
  return words;
}

} // namespace

void compileHostProgram(const std::string &source, const std::string &binary,
                        const std::vector<std::string> &includes,
                        const std::vector<std::string> &defines) {
  const std::string device = deviceDirectory().string();
  // The vendor's build lets sizes shrink in braces, and its programs rely on it.
  std::vector<std::string> command{findCompiler(),
                                   "-std=c++20",
                                   "-O1",
                                   "-w",
                                   "-Wno-narrowing",
                                   "-I" + files::absolute(source).parent_path().string(),
                                   "-I" + device + "/host/include",
                                   "-I" + device};
  for (const std::string &folder : includes)
    command.push_back("-I" + folder);
  for (const std::string &name : defines)
    command.push_back("-D" + name);
  command.insert(command.end(), {source, "-o", binary});
  for (const std::string &word : libraries())
    command.push_back(word);
  if (runCommand(command).status != 0)
    throw ToolError{DoesNotCompile, "'" + source + "' does not compile"};
}

} // namespace tilium::device::tool
