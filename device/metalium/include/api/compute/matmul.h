//===- matmul.h - Matrix multiplication -------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_MATMUL_H
#define TILIUM_METALIUM_API_COMPUTE_MATMUL_H

#include "api/compute/common.h"
#include "tilium/operations.h"

namespace ckernel {
ALWI void matmul_init(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                      const std::uint32_t transpose = 0,
                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::Matmul, in0_cb_id, in1_cb_id);
  call.transpose = transpose;
  tilium::device->engineInit(call, site);
}
ALWI void mm_uninit(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id, TILIUM_SITE) {
  tilium::device->engineUninit(tilium::Operation::Matmul, site);
}
ALWI void matmul_tiles(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                       std::uint32_t in0_tile_index, std::uint32_t in1_tile_index,
                       std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(tilium::tiles(tilium::Operation::Matmul, in0_cb_id, in1_cb_id,
                                          in0_tile_index, in1_tile_index, idst),
                            site);
}
ALWI void matmul_block_init(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                            const std::uint32_t transpose = 0, std::uint32_t ct_dim = 1,
                            std::uint32_t rt_dim = 1, std::uint32_t kt_dim = 1,
                            std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::MatmulBlock, in0_cb_id, in1_cb_id);
  call.transpose = transpose;
  call.columns = ct_dim;
  call.rows = rt_dim;
  call.inner = kt_dim;
  tilium::device->engineInit(call, site);
}
/// One step along the inner dimension: DST[idst + r * ct_dim + c] += in0[in0_tile_index + r * kt_dim]
/// x in1[in1_tile_index + c].
ALWI void matmul_block(std::uint32_t in0_cb_id, std::uint32_t in1_cb_id,
                       std::uint32_t in0_tile_index, std::uint32_t in1_tile_index,
                       std::uint32_t idst, const std::uint32_t transpose, std::uint32_t ct_dim,
                       std::uint32_t rt_dim, std::uint32_t kt_dim,
                       std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::OperationCall call = tilium::tiles(tilium::Operation::MatmulBlock, in0_cb_id, in1_cb_id,
                                             in0_tile_index, in1_tile_index, idst);
  call.transpose = transpose;
  call.columns = ct_dim;
  call.rows = rt_dim;
  call.inner = kt_dim;
  tilium::device->engineRun(call, site);
}
} // namespace ckernel

#include "tilium/older_spellings/matmul.h"

#endif // TILIUM_METALIUM_API_COMPUTE_MATMUL_H
