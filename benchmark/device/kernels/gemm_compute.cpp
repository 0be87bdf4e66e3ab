// Multiplies block by block, in subblocks that fit DST; the packer adds the blocks up in L1.
//
// Compile-time arguments: blocks along K, rows, columns and tiles along K of a block, rows and
// columns of a subblock, whether somebody else takes the result.
#include <cstdint>

#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/matmul.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"

void kernel_main() {
  constexpr uint32_t blocks = get_compile_time_arg_val(0);
  constexpr uint32_t rows = get_compile_time_arg_val(1);
  constexpr uint32_t columns = get_compile_time_arg_val(2);
  constexpr uint32_t inner = get_compile_time_arg_val(3);
  constexpr uint32_t sub_rows = get_compile_time_arg_val(4);
  constexpr uint32_t sub_columns = get_compile_time_arg_val(5);
  constexpr bool taken = get_compile_time_arg_val(6) != 0;
  constexpr uint32_t cb_a = 0;
  constexpr uint32_t cb_b = 1;
  constexpr uint32_t cb_out = 16;
  constexpr uint32_t cb_partials = 24; // The same memory as cb_out.
  constexpr uint32_t tiles = rows * columns;

  compute_kernel_hw_startup<SrcOrder::Reverse>(cb_a, cb_b, cb_out);
  matmul_block_init(cb_a, cb_b, 0, sub_columns, sub_rows, inner);
  for (uint32_t block = 0; block < blocks; ++block) {
    const uint32_t cb_to = taken && block + 1 == blocks ? cb_out : cb_partials;
    cb_reserve_back(cb_to, tiles);
    cb_wait_front(cb_a, rows * inner);
    cb_wait_front(cb_b, columns * inner);
    for (uint32_t r = 0; r < rows; r += sub_rows) {
      for (uint32_t c = 0; c < columns; c += sub_columns) {
        tile_regs_acquire();
        for (uint32_t k = 0; k < inner; ++k) {
          matmul_block(cb_a, cb_b, r * inner + k, k * columns + c, 0, 0, sub_columns, sub_rows,
                       inner);
        }
        tile_regs_commit();
        tile_regs_wait();
        for (uint32_t i = 0; i < sub_rows; ++i) {
          for (uint32_t j = 0; j < sub_columns; ++j) {
            pack_tile<true>(i * sub_columns + j, cb_to, (r + i) * columns + c + j);
          }
        }
        tile_regs_release();
      }
    }
    cb_pop_front(cb_a, rows * inner);
    cb_pop_front(cb_b, columns * inner);
    cb_push_back(cb_to, tiles);
    if (block == 0) {
      pack_reconfig_l1_acc(1);
    }
    if (cb_to == cb_partials) {
      cb_wait_front(cb_partials, tiles);
      cb_pop_front(cb_partials, tiles);
    }
  }
}
