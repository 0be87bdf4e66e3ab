// Compile-time argument: accessor of the input. Runtime arguments: its address, number of tiles,
// the semaphores that count pages with room and pages that have arrived, coordinates of the
// receiver.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto input = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  auto *room =
      reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(get_arg_val<uint32_t>(2)));
  const uint32_t arrived = get_semaphore(get_arg_val<uint32_t>(3));
  const uint32_t x = get_arg_val<uint32_t>(4), y = get_arg_val<uint32_t>(5);
  const uint32_t bytes = get_tile_size(0);

  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    // The buffer lies at the same place on both cores.
    const uint32_t l1 = get_write_ptr(0);
    noc_async_read_page(i, input, l1);
    noc_async_read_barrier();
    noc_semaphore_wait_min(room, i + 1);
    noc_async_write(l1, get_noc_addr(x, y, l1), bytes);
    noc_async_write_barrier();
    noc_semaphore_inc(get_noc_addr(x, y, arrived), 1);
    noc_async_atomic_barrier();
    cb_push_back(0, 1);
    cb_wait_front(0, 1);
    cb_pop_front(0, 1);
  }
}
