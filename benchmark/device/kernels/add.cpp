// Adds tiles that are all there, one by one. Compile-time argument: tiles.
#include <cstdint>

#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"

void kernel_main() {
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  compute_kernel_hw_startup(0, 1, 16);
  add_init(0, 1);
  cb_wait_front(0, tiles);
  cb_wait_front(1, tiles);
  cb_reserve_back(16, tiles);
  for (uint32_t tile = 0; tile < tiles; ++tile) {
    tile_regs_acquire();
    add_tiles(0, 1, tile, tile, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
  }
  cb_push_back(16, tiles);
  cb_pop_front(0, tiles);
  cb_pop_front(1, tiles);
}
