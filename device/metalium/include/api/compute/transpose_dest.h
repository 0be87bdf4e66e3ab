//===- transpose_dest.h - Transposing tiles of DST in place -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_DEST_H
#define TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_DEST_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace tilium {
ALWI OperationCall transposeOf(bool faces, std::uint32_t dst) {
  OperationCall call = tiles(Operation::TransposeDest, 0, 0, 0, 0, dst);
  call.transpose = faces;
  return call;
}
} // namespace tilium

namespace ckernel {
template <bool is_32bit = false, bool transpose_of_faces = true>
ALWI void transpose_dest_init([[maybe_unused]] std::uint32_t operand = 0, TILIUM_SITE) {
  static_assert(is_32bit || !DST_ACCUM_MODE,
                "a DST of 32 bits is transposed with is_32bit = true; else low halves are lost");
  tilium::device->engineInit(tilium::transposeOf(transpose_of_faces, 0), site);
}
template <bool is_32bit = false, bool transpose_of_faces = true>
ALWI void transpose_dest(std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(tilium::transposeOf(transpose_of_faces, idst), site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_TRANSPOSE_DEST_H
