// Compile-time argument: accessor of the input. Runtime arguments: its address, the semaphores by
// which receivers say that they are ready and learn that the tile is there, number of receivers,
// coordinates of the first and the last core.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto input = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t ready_addr = get_semaphore(get_arg_val<uint32_t>(1));
  const uint32_t valid_addr = get_semaphore(get_arg_val<uint32_t>(2));
  const uint32_t receivers = get_arg_val<uint32_t>(3);
  const uint32_t x0 = get_arg_val<uint32_t>(4), y0 = get_arg_val<uint32_t>(5);
  const uint32_t x1 = get_arg_val<uint32_t>(6), y1 = get_arg_val<uint32_t>(7);
  auto *ready = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(ready_addr);
  auto *valid = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(valid_addr);
  const uint32_t bytes = get_tile_size(0), l1 = get_write_ptr(0);

  cb_reserve_back(0, 1);
  noc_async_read_page(0, input, l1);
  noc_async_read_barrier();
  noc_semaphore_wait(ready, receivers);
  noc_async_write_multicast(l1, get_noc_multicast_addr(x0, y0, x1, y1, l1), bytes, receivers);
  // Flag and data take one way, in order; on Blackhole that is so only once the data has left.
  noc_async_writes_flushed();
  noc_semaphore_set(valid, VALID);
  noc_semaphore_set_multicast(valid_addr, get_noc_multicast_addr(x0, y0, x1, y1, valid_addr),
                              receivers);
  noc_async_write_barrier();
}
