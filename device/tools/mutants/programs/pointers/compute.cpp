// The sum of each row of each tile. Compile-time argument: number of tiles.
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/reduce.h"

void kernel_main() {
  constexpr uint32_t count = get_compile_time_arg_val(0);
  compute_kernel_hw_startup(0, 1, 16);
  reduce_init<PoolType::SUM, ReduceDim::REDUCE_ROW>(0, 1, 16);
  cb_wait_front(1, 1);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(0, 1);
    tile_regs_acquire();
    reduce_tile<PoolType::SUM, ReduceDim::REDUCE_ROW>(0, 1, 0, 0, 0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
  reduce_uninit();
  cb_pop_front(1, 1);
}
