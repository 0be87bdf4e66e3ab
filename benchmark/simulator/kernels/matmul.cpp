// Sums of products of tiles: one result for `inner` tiles of each operand.
// Runtime arguments: the count of results, `inner`.
#include "api/compute/matmul.h"
#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"

void kernel_main() {
  const uint32_t results = get_arg_val<uint32_t>(0), inner = get_arg_val<uint32_t>(1);
  compute_kernel_hw_startup<SrcOrder::Reverse>(0, 1, 16);
  matmul_init(0, 1);
  for (uint32_t i = 0; i < results; ++i) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < inner; ++k) {
      cb_wait_front(0, 1);
      cb_wait_front(1, 1);
      matmul_tiles(0, 1, 0, 0, 0);
      cb_pop_front(0, 1);
      cb_pop_front(1, 1);
    }
    tile_regs_commit();
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}
