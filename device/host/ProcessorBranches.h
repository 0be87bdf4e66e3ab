//===- ProcessorBranches.h - Texts that differ by processor -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_PROCESSORBRANCHES_H
#define TILIUM_DEVICE_HOST_PROCESSORBRANCHES_H

#include <filesystem>
#include <string>
#include <vector>

namespace tilium::device {

/// Whether a text, or a header it includes, asks the preprocessor which of the three compute
/// processors it is compiled for (TRISC_UNPACK, TRISC_MATH, TRISC_PACK). Headers are looked for
/// beside the file that includes them and in `folders`; those of the folder `own`, which are the
/// device's and come first, are the same for all three.
bool textBranchesOnProcessor(const std::string &text, const std::filesystem::path &own,
                             const std::vector<std::filesystem::path> &folders);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_PROCESSORBRANCHES_H
