// Compile-time argument: accessor of the output. Runtime arguments: its address, number of tiles,
// the semaphores that count pages with room and pages that have arrived, coordinates of the sender.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto output = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  const uint32_t room = get_semaphore(get_arg_val<uint32_t>(2));
  auto *arrived =
      reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(get_arg_val<uint32_t>(3)));
  const uint32_t x = get_arg_val<uint32_t>(4), y = get_arg_val<uint32_t>(5);

  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    noc_semaphore_inc(get_noc_addr(x, y, room), 1);
    noc_semaphore_wait_min(arrived, i + 1);
    cb_push_back(0, 1);
    cb_wait_front(0, 1);
    noc_async_write_page(i, output, get_read_ptr(0));
    noc_async_write_barrier();
    cb_pop_front(0, 1);
  }
  noc_async_atomic_barrier();
}
