//===- DeviceDirectory.h - Where the device's own files lie -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_DEVICEDIRECTORY_H
#define TILIUM_DEVICE_HOST_DEVICEDIRECTORY_H

#include <filesystem>
#include <optional>

namespace tilium::device {

/// The directory that has metalium/include (what kernels are compiled against) and host/include
/// (what host programs are). The first of these that exists:
///
/// - what the program was linked with (`find_package(Tilium)` does that),
/// - include/tilium-device beside the program or library that this code is in, or one level up, as
///   installed packages have it, wherever they were moved to,
/// - the source tree that the device was built from.
///
/// Throws DeviceError if there is none.
std::filesystem::path deviceDirectory();

/// The prefix of the installed package that this code is in, if it is in one.
std::optional<std::filesystem::path> installedPrefix();

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_DEVICEDIRECTORY_H
