//===- instructions.h - Instructions that kernels issue themselves -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// The vendor's helpers issue instructions of the coprocessor and use its semaphores in what most
// kernels never call. They are refused where they are called.
//

#ifndef TILIUM_METALIUM_TILIUM_INSTRUCTIONS_H
#define TILIUM_METALIUM_TILIUM_INSTRUCTIONS_H

#include "tilium/unmodelled.h"

namespace ckernel {
struct p_stall {
  enum : std::uint32_t {
    NONE = 0, PACK = 0x78, MATH = 0x80, WAIT_SFPU = 0x4000, STALL_TDMA = 0x1, STALL_SYNC = 0x2,
    STALL_PACK = 0x4, STALL_UNPACK = 0x8, STALL_MATH = 0x40, STALL_CFG = 0x80, STALL_SFPU = 0x100,
    STALL_ON_ZERO = 0x1, STALL_ON_MAX = 0x2
  };
};
struct p_setrwc {
  enum : std::uint32_t { CLR_NONE = 0, CR_D = 0x4, SET_D = 0x4 };
};
struct semaphore {
  enum : std::uint32_t {
    FPU_SFPU = 0, MATH_PACK = 1, UNPACK_TO_DEST = 2, UNPACK_OPERAND_SYNC = 3, PACK_DONE = 4,
    UNPACK_SYNC = 5, UNPACK_MATH_DONE = 6, MATH_DONE = 7
  };
  static constexpr std::uint16_t t6_sem(const std::uint8_t index) { return 1 << index; }
};

TILIUM_UNMODELLED(TTI_STALLWAIT)
TILIUM_UNMODELLED(TTI_SEMWAIT)
TILIUM_UNMODELLED(TTI_SETRWC)
TILIUM_UNMODELLED(t6_semaphore_init)
TILIUM_UNMODELLED(t6_semaphore_post)
TILIUM_UNMODELLED(t6_semaphore_get)
TILIUM_UNMODELLED(t6_semaphore_wait_on_zero)
TILIUM_UNMODELLED(t6_semaphore_wait_on_max)
TILIUM_UNMODELLED(llk_pack_init)
namespace math {
TILIUM_UNMODELLED(set_addr_mod_base)
TILIUM_UNMODELLED(clear_addr_mod_base)
} // namespace math
namespace sfpu {
template <bool is_fp32_dest_acc_en>
[[gnu::error("this device does not model calculate_recip_first_column at a counter's place")]] void
calculate_recip_first_column();
} // namespace sfpu
} // namespace ckernel

#endif // TILIUM_METALIUM_TILIUM_INSTRUCTIONS_H
