// Multiplies blocks: C block += A column x B row, for each step along K, kept in DST.
//
// Compile-time arguments: tiles along K, rows and columns of a block. Runtime argument: blocks.
#include <cstdint>

#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/matmul.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"

void kernel_main() {
  constexpr uint32_t Kt = get_compile_time_arg_val(0);
  constexpr uint32_t block_rows = get_compile_time_arg_val(1);
  constexpr uint32_t block_columns = get_compile_time_arg_val(2);
  constexpr uint32_t cb_a = 0;
  constexpr uint32_t cb_b = 1;
  constexpr uint32_t cb_c = 16;
  const uint32_t count = get_arg_val<uint32_t>(0);

  compute_kernel_hw_startup<SrcOrder::Reverse>(cb_a, cb_b, cb_c);
  matmul_block_init(cb_a, cb_b, 0, block_columns, block_rows, 1);
  for (uint32_t block = 0; block < count; ++block) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < Kt; ++k) {
      cb_wait_front(cb_a, block_rows);
      cb_wait_front(cb_b, block_columns);
      matmul_block(cb_a, cb_b, 0, 0, 0, 0, block_columns, block_rows, 1);
      cb_pop_front(cb_a, block_rows);
      cb_pop_front(cb_b, block_columns);
    }
    tile_regs_commit();
    cb_reserve_back(cb_c, block_rows * block_columns);
    tile_regs_wait();
    for (uint32_t i = 0; i < block_rows * block_columns; ++i) {
      pack_tile(i, cb_c);
    }
    tile_regs_release();
    cb_push_back(cb_c, block_rows * block_columns);
  }
}
