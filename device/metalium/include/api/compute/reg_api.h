//===- reg_api.h - Handing DST over -----------------------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_REG_API_H
#define TILIUM_METALIUM_API_COMPUTE_REG_API_H

#include "api/compute/common_globals.h"

namespace ckernel {
ALWI void tile_regs_acquire(TILIUM_SITE) {
  tilium::device->registers(tilium::Registers::Acquire, site);
}
ALWI void tile_regs_wait(TILIUM_SITE) { tilium::device->registers(tilium::Registers::Wait, site); }
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE> ALWI void tile_regs_commit(TILIUM_SITE) {
  tilium::device->registers(tilium::Registers::Commit, site);
}
template <bool is_fp32_dest_acc_en = DST_ACCUM_MODE> ALWI void tile_regs_release(TILIUM_SITE) {
  tilium::device->registers(tilium::Registers::Release, site);
}
[[deprecated("Use tile_regs_acquire() instead")]] ALWI void acquire_dst(TILIUM_SITE) {
  tilium::device->registers(tilium::Registers::Acquire, site);
  tilium::device->registers(tilium::Registers::Wait, site);
}
[[deprecated("Use tile_regs_release() instead")]] ALWI void release_dst(TILIUM_SITE) {
  tilium::device->registers(tilium::Registers::Commit, site);
  tilium::device->registers(tilium::Registers::Release, site);
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_REG_API_H
