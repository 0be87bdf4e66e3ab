//===- reduce.h - Reductions within tiles -----------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_REDUCE_H
#define TILIUM_METALIUM_API_COMPUTE_REDUCE_H

#include "api/compute/common.h"
#include "tilium/low_level.h"

namespace ckernel {
template <PoolType reduce_type, ReduceDim reduce_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void reduce_init(std::uint32_t icb, std::uint32_t icb_scaler, std::uint32_t ocb,
                      std::uint32_t call_line = __builtin_LINE(), TILIUM_SITE) {
  tilium::device->engineInit(
      tilium::reduction<reduce_type, reduce_dim>(icb, icb_scaler, 0, 0, 0), site);
  // Until reduce_uninit the packer writes zeroes where no result is.
  llk_pack_reduce_mask_config<reduce_dim, PackMode::Default>(ocb, site);
}
ALWI void reduce_uninit(std::uint32_t icb = 0, TILIUM_SITE) {
  tilium::device->engineUninit(tilium::Operation::Reduce, site);
  llk_pack_reduce_mask_clear(site);
}
template <PoolType reduce_type, ReduceDim reduce_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void reduce_tile(std::uint32_t icb, std::uint32_t icb_scaler, std::uint32_t itile,
                      std::uint32_t itile_scaler, std::uint32_t idst, TILIUM_SITE) {
  tilium::device->engineRun(tilium::reduction<reduce_type, reduce_dim>(icb, icb_scaler, itile,
                                                                       itile_scaler, idst),
                            site);
}
template <PoolType reduce_type, ReduceDim reduce_dim, bool is_fp32_dest_acc_en = DST_ACCUM_MODE>
ALWI void reduce_block(std::uint32_t icb, std::uint32_t icb_scaler, std::uint32_t start_itile,
                       std::uint32_t itile_scaler, std::uint32_t start_idst, std::uint32_t ntiles,
                       TILIUM_SITE) {
  for (std::uint32_t i = 0; i < ntiles; ++i)
    reduce_tile<reduce_type, reduce_dim, is_fp32_dest_acc_en>(icb, icb_scaler, start_itile + i,
                                                              itile_scaler, start_idst + i, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_REDUCE_H
