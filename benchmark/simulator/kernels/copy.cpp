// Copies tiles as they are, or transposed.
// Runtime arguments: 0 to copy and 1 to transpose, the count of tiles.
#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"
#include "api/compute/tile_move_copy.h"
#include "api/compute/transpose.h"

void kernel_main() {
  const bool transposes = get_arg_val<uint32_t>(0) == 1;
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  compute_kernel_hw_startup(0, 0, 16);
  if (transposes)
    transpose_init(0);
  else
    copy_init(0);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(0, 1);
    tile_regs_acquire();
    if (transposes)
      transpose_tile(0, 0, 0);
    else
      copy_tile(0, 0, 0);
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
