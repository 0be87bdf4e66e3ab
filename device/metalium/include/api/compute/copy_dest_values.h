//===- copy_dest_values.h - Copies within DST -------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_COPY_DEST_VALUES_H
#define TILIUM_METALIUM_API_COMPUTE_COPY_DEST_VALUES_H

#include "tilium/sfpu.h"

namespace ckernel {
ALWI void copy_dest_values_init(TILIUM_SITE) {
  tilium::sfpuInit(tilium::Sfpu::CopyDest, site);
}

template <DataFormat DATA_FORMAT>
ALWI void copy_dest_values(std::uint32_t idst_in, std::uint32_t idst_out, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::CopyDest, idst_in, idst_out), site);
}

[[deprecated("Use copy_dest_values<DataFormat> instead")]] ALWI void
copy_dest_values(std::uint32_t idst_in, std::uint32_t idst_out, TILIUM_SITE) {
  tilium::sfpuRun(tilium::onTiles(tilium::Sfpu::CopyDest, idst_in, idst_out), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_COPY_DEST_VALUES_H
