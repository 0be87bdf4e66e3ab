//===- ContentHash.h - SHA-256 of a text ------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_HOST_CONTENTHASH_H
#define TILIUM_DEVICE_HOST_CONTENTHASH_H

#include <string>
#include <string_view>

namespace tilium::device {

/// SHA-256 (FIPS 180-4) in hexadecimal: it names code that runs in this process, so nobody may be
/// able to make two texts with the same one.
std::string contentHash(std::string_view text);

} // namespace tilium::device

#endif // TILIUM_DEVICE_HOST_CONTENTHASH_H
