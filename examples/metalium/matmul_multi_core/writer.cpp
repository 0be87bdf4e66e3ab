// Writes the blocks of C.
//
// Compile-time arguments: tiles along N, rows and columns of a block, accessor of C. Runtime
// arguments: address of C, first block, number of blocks.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t Nt = get_compile_time_arg_val(0);
  constexpr uint32_t block_rows = get_compile_time_arg_val(1);
  constexpr uint32_t block_columns = get_compile_time_arg_val(2);
  constexpr auto c_args = TensorAccessorArgs<3>();
  constexpr uint32_t cb_c = 16;
  constexpr uint32_t blocks_across = Nt / block_columns;

  const uint32_t c_addr = get_arg_val<uint32_t>(0);
  const uint32_t first = get_arg_val<uint32_t>(1);
  const uint32_t count = get_arg_val<uint32_t>(2);
  const auto c = TensorAccessor(c_args, c_addr);
  const uint32_t bytes = get_tile_size(cb_c);

  for (uint32_t block = first; block < first + count; ++block) {
    const uint32_t row = block / blocks_across * block_rows;
    const uint32_t column = block % blocks_across * block_columns;
    cb_wait_front(cb_c, block_rows * block_columns);
    uint32_t l1 = get_read_ptr(cb_c);
    for (uint32_t i = 0; i < block_rows; ++i) {
      for (uint32_t j = 0; j < block_columns; ++j, l1 += bytes) {
        noc_async_write_page((row + i) * Nt + column + j, c, l1);
      }
    }
    noc_async_write_barrier();
    cb_pop_front(cb_c, block_rows * block_columns);
  }
}
