// Brings the rows of A: for each block along K, one core of a grid row has the tiles (in its L1, or
// by reading DRAM) and sends them to the whole row.
//
// Compile-time arguments: blocks along K, rows and columns of a block in tiles, columns of the
// grid, whether A lies in L1 (then column c has blocks c, c + 1, ... in turn), tiles along K,
// accessor. Runtime arguments: address, first row of tiles, own column, first and last NoC x of the
// row and its y, then the NoC x of each column.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t blocks = get_compile_time_arg_val(0);
  constexpr uint32_t rows = get_compile_time_arg_val(1);
  constexpr uint32_t inner = get_compile_time_arg_val(2);
  constexpr uint32_t grid_columns = get_compile_time_arg_val(3);
  constexpr bool in_l1 = get_compile_time_arg_val(4) != 0;
  constexpr uint32_t Kt = get_compile_time_arg_val(5);
  constexpr auto args = TensorAccessorArgs<6>();
  constexpr uint32_t cb = 0;
  constexpr uint32_t cb_shard = 2;
  constexpr uint32_t tiles = rows * inner;
  const auto tensor = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t first_row = get_arg_val<uint32_t>(1);
  const uint32_t column = get_arg_val<uint32_t>(2);
  const uint32_t x0 = get_arg_val<uint32_t>(3);
  const uint32_t x1 = get_arg_val<uint32_t>(4);
  const uint32_t y = get_arg_val<uint32_t>(5);
  const uint32_t tile_bytes = get_tile_size(cb);
  auto *ready = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(0));
  auto *valid = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(1));
  if constexpr (in_l1) {
    for (uint32_t tile = 0; tile < tiles; ++tile) {
      *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_write_ptr(cb_shard) +
                                                       tile * tile_bytes) = 0;
    }
  }

  for (uint32_t block = 0; block < blocks; ++block) {
    const uint32_t sender = in_l1 ? block * grid_columns / blocks : 0;
    cb_reserve_back(cb, tiles);
    const uint32_t l1 = get_write_ptr(cb);
    if (column == sender) {
      uint32_t source = l1;
      if constexpr (in_l1) {
        source = get_write_ptr(cb_shard);
      } else {
        uint32_t to = l1;
        for (uint32_t row = 0; row < rows; ++row) {
          for (uint32_t k = 0; k < inner; ++k, to += tile_bytes) {
            noc_async_read_page((first_row + row) * Kt + block * inner + k, tensor, to);
          }
        }
        noc_async_read_barrier();
      }
      noc_semaphore_wait(ready, grid_columns - 1);
      noc_semaphore_set(ready, 0);
      noc_semaphore_set(valid, 1);
      // Network 1 runs from the greatest corner to the least.
      const uint64_t target = get_noc_multicast_addr(x1, y, x0, y, l1);
      if constexpr (in_l1) {
        noc_async_write_multicast_loopback_src(source, target, tiles * tile_bytes, grid_columns);
      } else {
        noc_async_write_multicast(source, target, tiles * tile_bytes, grid_columns - 1);
      }
#ifdef ARCH_BLACKHOLE
      noc_async_writes_flushed();
#endif
      noc_semaphore_set_multicast(get_semaphore(1),
                                  get_noc_multicast_addr(x1, y, x0, y, get_semaphore(1)),
                                  grid_columns - 1);
      noc_async_writes_flushed();
    } else {
      noc_semaphore_set(valid, 0);
      noc_semaphore_inc(get_noc_addr(get_arg_val<uint32_t>(6 + sender), y, get_semaphore(0)), 1);
      noc_semaphore_wait(valid, 1);
    }
    cb_push_back(cb, tiles);
  }
  noc_async_write_barrier();
  noc_async_atomic_barrier();
}
