//===- KernelCache.cpp - Compiled kernels on disk -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/KernelCache.h"

#include "core/Error.h"
#include "host/ContentHash.h"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace tilium::device {

namespace files = std::filesystem;

namespace {

constexpr std::string_view entryVersion = "tilium kernel 2";

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

std::optional<std::string> readIfThere(const std::string &path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    return std::nullopt;
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// What stands beside an object: what it is and what it was made from.
std::string entryText(const std::string &object, std::string_view recipe) {
  return std::string(entryVersion) + "\n" + std::to_string(object.size()) + " " +
         contentHash(object) + "\n" + std::string(recipe);
}

std::string entryPath(const std::string &object) { return object + ".recipe"; }

/// Throws if others than this user, or the system's administrator, can put files into the folder.
void requirePrivate(const std::string &folder) {
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0)
    return; // It is not there, and could not be made: nothing is read from it.
  bool foreign = status.st_uid != geteuid() && status.st_uid != 0;
  bool open = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
  if (!S_ISDIR(status.st_mode))
    throw DeviceError(Rule::KernelCompile, "the kernel cache '" + folder + "' is no folder");
  if (foreign || open)
    throw DeviceError(Rule::KernelCompile,
                      "the kernel cache '" + folder +
                          "' can be written by other users, whose code " + "would run here: " +
                          (foreign ? "user " + std::to_string(status.st_uid) + " owns it; "
                                   : "its mode allows that; run chmod go-w on it, or ") +
                          "set TILIUM_CACHE to a folder of your own");
}

/// A folder that goes with the process, for when the cache's cannot be written.
class ProcessFolder {
public:
  ~ProcessFolder() {
    std::error_code ignored;
    if (!path.empty())
      files::remove_all(path, ignored);
  }
  /// Empty if there is no place for it; `errno` says why.
  const std::string &get() {
    std::lock_guard<std::mutex> lock(making);
    if (path.empty()) {
      std::string pattern = (files::temp_directory_path() / "tilium-XXXXXX").string();
      if (mkdtemp(pattern.data()))
        path = pattern;
    }
    return path;
  }

private:
  std::mutex making;
  std::string path;
};

ProcessFolder &processFolder() {
  static ProcessFolder folder;
  return folder;
}

} // namespace

void writeWhole(const std::string &path, std::string_view text) {
  errno = 0;
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) {
    std::string reason = errno ? std::strerror(errno) : "it takes no data";
    std::error_code ignored;
    files::remove(path, ignored);
    throw DeviceError(Rule::KernelCompile, "cannot write '" + path + "': " + reason);
  }
}

std::string KernelCache::defaultFolder() {
  if (std::string asked = environment("TILIUM_CACHE"); !asked.empty())
    return asked;
  if (std::string cache = environment("XDG_CACHE_HOME"); !cache.empty())
    return cache + "/tilium";
  if (std::string home = environment("HOME"); !home.empty())
    return home + "/.cache/tilium";
  // Anybody can make folders there: it is used only if it is this user's.
  return (files::temp_directory_path() / ("tilium-" + std::to_string(geteuid()))).string();
}

KernelCache::KernelCache(std::string folder) : folder(std::move(folder)) {
  std::error_code failed;
  files::path parent = files::absolute(this->folder).parent_path();
  files::create_directories(parent, failed);
  // Atomic, and for this user from the start.
  if (mkdir(this->folder.c_str(), S_IRWXU) != 0 && errno != EEXIST)
    writable = false;
  requirePrivate(this->folder);
  writable = writable && access(this->folder.c_str(), W_OK | X_OK) == 0;
}

std::string KernelCache::objectPath(std::string_view recipe, std::string_view suffix) const {
  return folder + "/" + contentHash(recipe) + std::string(suffix);
}

bool KernelCache::holds(std::string_view recipe, std::string_view suffix) const {
  std::string path = objectPath(recipe, suffix);
  std::optional<std::string> entry = readIfThere(entryPath(path));
  if (!entry)
    return false;
  std::optional<std::string> object = readIfThere(path);
  return object && *entry == entryText(*object, recipe);
}

const std::string &KernelCache::workFolder() {
  if (writable)
    return folder;
  const std::string &made = processFolder().get();
  if (made.empty())
    throw DeviceError(Rule::KernelCompile,
                      "neither the kernel cache '" + folder + "' nor the temporary folder can be " +
                          "written: " + std::strerror(errno) + "; set TILIUM_CACHE or TMPDIR");
  return made;
}

void KernelCache::giveUpFolder(const std::string &reason) {
  if (!writable)
    throw DeviceError(Rule::KernelCompile, reason);
  writable = false;
}

std::string KernelCache::keep(const std::string &object, std::string_view recipe,
                              std::string_view suffix) {
  std::string place =
      workFolder() + "/" + files::path(objectPath(recipe, suffix)).filename().string();
  std::optional<std::string> text = readIfThere(object);
  if (!text)
    throw DeviceError(Rule::KernelCompile, "cannot read '" + object + "', which was just made");
  files::rename(object, place);
  // An object without its recipe is not used, so that the order of the two does not matter; nor
  // does a process that made the same object, or one that is stopped here.
  static std::atomic<uint64_t> entries = 0;
  std::string unfinished =
      place + "." + std::to_string(getpid()) + "." + std::to_string(entries++) + ".recipe.tmp";
  try {
    writeWhole(unfinished, entryText(*text, recipe));
    files::rename(unfinished, entryPath(place));
  } catch (const std::exception &) {
    // A full disk: the object serves this process, and the next one makes it again.
    std::error_code ignored;
    files::remove(unfinished, ignored);
  }
  return place;
}

} // namespace tilium::device
