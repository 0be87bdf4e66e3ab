// Reads the operands of a block matmul: for each block of C on this core, and each step along K, a
// column of A tiles and a row of B tiles.
//
// Compile-time arguments: tiles along K, tiles along N, rows and columns of a block, accessors of A
// and B. Runtime arguments: addresses of A and B, first block, number of blocks.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t Kt = get_compile_time_arg_val(0);
  constexpr uint32_t Nt = get_compile_time_arg_val(1);
  constexpr uint32_t block_rows = get_compile_time_arg_val(2);
  constexpr uint32_t block_columns = get_compile_time_arg_val(3);
  constexpr auto a_args = TensorAccessorArgs<4>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  constexpr uint32_t cb_a = 0;
  constexpr uint32_t cb_b = 1;
  constexpr uint32_t blocks_across = Nt / block_columns;

  const uint32_t a_addr = get_arg_val<uint32_t>(0);
  const uint32_t b_addr = get_arg_val<uint32_t>(1);
  const uint32_t first = get_arg_val<uint32_t>(2);
  const uint32_t count = get_arg_val<uint32_t>(3);
  const auto a = TensorAccessor(a_args, a_addr);
  const auto b = TensorAccessor(b_args, b_addr);
  const uint32_t a_bytes = get_tile_size(cb_a);
  const uint32_t b_bytes = get_tile_size(cb_b);

  for (uint32_t block = first; block < first + count; ++block) {
    const uint32_t row = block / blocks_across * block_rows;
    const uint32_t column = block % blocks_across * block_columns;
    for (uint32_t k = 0; k < Kt; ++k) {
      cb_reserve_back(cb_a, block_rows);
      cb_reserve_back(cb_b, block_columns);
      uint32_t l1 = get_write_ptr(cb_a);
      for (uint32_t i = 0; i < block_rows; ++i, l1 += a_bytes) {
        noc_async_read_page((row + i) * Kt + k, a, l1);
      }
      l1 = get_write_ptr(cb_b);
      for (uint32_t j = 0; j < block_columns; ++j, l1 += b_bytes) {
        noc_async_read_page(k * Nt + column + j, b, l1);
      }
      noc_async_read_barrier();
      cb_push_back(cb_a, block_rows);
      cb_push_back(cb_b, block_columns);
    }
  }
}
