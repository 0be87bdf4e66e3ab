// exp(a + b) * b, with the sum and its exponential in a buffer between. Compile-time argument:
// pages.
#include <cstdint>

#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
  constexpr uint32_t pages = get_compile_time_arg_val(0);
  compute_kernel_hw_startup(0, 1, 16);
  for (uint32_t i = 0; i < pages; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    add_init(0, 1);
    add_tiles(0, 1, 0, 0, 0);
    exp_tile_init();
    exp_tile(0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_reserve_back(24, 1);
    tile_regs_wait();
    pack_tile(0, 24);
    tile_regs_release();
    cb_push_back(24, 1);

    cb_wait_front(24, 1);
    tile_regs_acquire();
    mul_init(24, 1);
    mul_tiles(24, 1, 0, 0, 0);
    tile_regs_commit();
    cb_pop_front(24, 1);
    cb_pop_front(1, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
