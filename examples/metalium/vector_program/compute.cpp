// Runtime argument: number of tiles.
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/tile_move_copy.h"

#ifdef TRISC_MATH
#include "sfpi.h"

// One face of tiles `a` and `b` of DST. A register has 32 lanes: a face has 8 of them, a tile 32.
void huber_face(uint32_t a, uint32_t b, uint32_t out) {
  for (uint32_t i = 0; i < 8; ++i) {
    sfpi::vFloat first = sfpi::dst_reg[a * 32 + i], second = sfpi::dst_reg[b * 32 + i];
    sfpi::vFloat difference = sfpi::abs(first - second);
    sfpi::vFloat loss = difference - 0.5f;
    v_if(difference <= 1.0f) { loss = difference * difference * 0.5f; }
    v_endif;
    sfpi::dst_reg[out * 32 + i] = loss;
  }
}
#endif

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  init_sfpu(0, 16);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    copy_tile(0, 0, 0);
    copy_tile(1, 0, 1);
    MATH((_llk_math_eltwise_binary_sfpu_params_(huber_face, 0, 1, 0, VectorMode::RC)));
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
