// Named compile-time argument: the bits of 1.0. Runtime argument: number of tiles.
#include "api/compute/binary_max_min.h"
#include "api/compute/compute_kernel_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/eltwise_unary/binop_with_scalar.h"
#include "api/compute/eltwise_unary/exp.h"

void kernel_main() {
  constexpr uint32_t one = get_named_compile_time_arg_val("one");
  const uint32_t count = get_arg_val<uint32_t>(0);
  compute_kernel_hw_startup(0, 1, 16);
  add_init(0, 1);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    add_tiles(0, 1, 0, 0, 0);
    exp_tile_init();
    exp_tile(0);
    binop_with_scalar_tile_init();
    add_unary_tile(0, one);
    log_tile_init();
    log_tile(0);
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
