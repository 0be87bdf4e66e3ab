// Brings the columns of B: for each block along K the first core of a grid column reads the tiles
// and sends them to the rest of the column. Writes the finished rows of C, if they go to DRAM.
//
// Compile-time arguments: blocks along K, columns of a block and tiles of it along K, rows of the
// grid, tiles along N, whether C goes to DRAM, rows of a block of C, accessors of B and C. Runtime
// arguments: addresses of B and C, first column and row of tiles, own row, first and last NoC y of
// the column and its x.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t blocks = get_compile_time_arg_val(0);
  constexpr uint32_t columns = get_compile_time_arg_val(1);
  constexpr uint32_t inner = get_compile_time_arg_val(2);
  constexpr uint32_t grid_rows = get_compile_time_arg_val(3);
  constexpr uint32_t Nt = get_compile_time_arg_val(4);
  constexpr bool to_dram = get_compile_time_arg_val(5) != 0;
  constexpr uint32_t rows = get_compile_time_arg_val(6);
  constexpr auto b_args = TensorAccessorArgs<7>();
  constexpr auto c_args = TensorAccessorArgs<b_args.next_compile_time_args_offset()>();
  constexpr uint32_t cb = 1;
  constexpr uint32_t cb_out = 16;
  constexpr uint32_t tiles = columns * inner;
  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(0));
  const auto c = TensorAccessor(c_args, get_arg_val<uint32_t>(1));
  const uint32_t first_column = get_arg_val<uint32_t>(2);
  const uint32_t first_row = get_arg_val<uint32_t>(3);
  const uint32_t row = get_arg_val<uint32_t>(4);
  const uint32_t y0 = get_arg_val<uint32_t>(5);
  const uint32_t y1 = get_arg_val<uint32_t>(6);
  const uint32_t x = get_arg_val<uint32_t>(7);
  const uint32_t tile_bytes = get_tile_size(cb);
  auto *ready = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(2));
  auto *valid = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(3));

  for (uint32_t block = 0; block < blocks; ++block) {
    cb_reserve_back(cb, tiles);
    const uint32_t l1 = get_write_ptr(cb);
    if (row == 0) {
      uint32_t to = l1;
      for (uint32_t k = 0; k < inner; ++k) {
        for (uint32_t column = 0; column < columns; ++column, to += tile_bytes) {
          noc_async_read_page((block * inner + k) * Nt + first_column + column, b, to);
        }
      }
      noc_async_read_barrier();
      noc_semaphore_wait(ready, grid_rows - 1);
      noc_semaphore_set(ready, 0);
      noc_semaphore_set(valid, 1);
      noc_async_write_multicast(l1, get_noc_multicast_addr(x, y0, x, y1, l1), tiles * tile_bytes,
                                grid_rows - 1);
#ifdef ARCH_BLACKHOLE
      noc_async_writes_flushed();
#endif
      noc_semaphore_set_multicast(
          get_semaphore(3), get_noc_multicast_addr(x, y0, x, y1, get_semaphore(3)), grid_rows - 1);
      noc_async_writes_flushed();
    } else {
      noc_semaphore_set(valid, 0);
      noc_semaphore_inc(get_noc_addr(x, y0, get_semaphore(2)), 1);
      noc_semaphore_wait(valid, 1);
    }
    cb_push_back(cb, tiles);
  }
  if constexpr (to_dram) {
    for (uint32_t r = 0; r < rows; ++r) {
      cb_wait_front(cb_out, columns);
      uint32_t from = get_read_ptr(cb_out);
      for (uint32_t column = 0; column < columns; ++column, from += tile_bytes) {
        noc_async_write_page((first_row + r) * Nt + first_column + column, c, from);
      }
      noc_async_writes_flushed();
      cb_pop_front(cb_out, columns);
    }
  }
  noc_async_write_barrier();
  noc_async_atomic_barrier();
}
