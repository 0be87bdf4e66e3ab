//===- DeviceDirectory.cpp - Where the device's own files lie -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/DeviceDirectory.h"

#include "core/Error.h"

#include <link.h>

/// Defined by programs that CMake links against an installed package (LinkedDirectory.cpp).
extern "C" __attribute__((weak)) const char *const tilium_device_directory;

namespace tilium::device {

namespace files = std::filesystem;

namespace {

struct Owner {
  uintptr_t inside;
  std::string file;
};

/// Notes the file of the loaded object that holds `inside`; the program itself has no name.
int findOwner(dl_phdr_info *info, size_t, void *data) {
  auto *owner = static_cast<Owner *>(data);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr) &header = info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    if (header.p_type != PT_LOAD || owner->inside < begin ||
        owner->inside >= begin + header.p_memsz)
      continue;
    owner->file = *info->dlpi_name ? info->dlpi_name : "/proc/self/exe";
    return 1;
  }
  return 0;
}

bool isDeviceDirectory(const files::path &directory) {
  std::error_code missing;
  return files::is_directory(directory / "metalium" / "include", missing);
}

} // namespace

std::optional<files::path> installedPrefix() {
  Owner owner{reinterpret_cast<uintptr_t>(&isDeviceDirectory), ""};
  dl_iterate_phdr(findOwner, &owner);
  std::error_code failed;
  files::path directory = files::canonical(owner.file, failed).parent_path();
  if (failed)
    return std::nullopt;
  for (const files::path &prefix : {directory, directory.parent_path()})
    if (isDeviceDirectory(prefix / "include" / "tilium-device"))
      return prefix;
  return std::nullopt;
}

files::path deviceDirectory() {
  if (&tilium_device_directory && isDeviceDirectory(tilium_device_directory))
    return tilium_device_directory;
  if (std::optional<files::path> prefix = installedPrefix())
    return *prefix / "include" / "tilium-device";
  if (files::path source = TILIUM_DEVICE_SOURCE_DIRECTORY;
      !source.empty() && isDeviceDirectory(source))
    return source;
  throw DeviceError(Rule::KernelCompile,
                    "the headers that kernels are compiled against are not where this program was "
                    "installed; install it again, or name their folder in TILIUM_KERNEL_INCLUDE");
}

} // namespace tilium::device
