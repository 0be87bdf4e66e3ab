//===- base.h - The header that fmt 9 does not have yet ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_FMT_BASE_H
#define TILIUM_HOST_FMT_BASE_H

// The vendor builds with a later fmt, whose smallest header has this name.
#include <fmt/format.h>
#include <fmt/ranges.h>

#endif // TILIUM_HOST_FMT_BASE_H
