// Compile-time argument: accessor of the output. Runtime arguments: its address, the semaphores by
// which to say that there is room and to learn that the tile is there, the tile to write,
// coordinates of the sender.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto output = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t ready_addr = get_semaphore(get_arg_val<uint32_t>(1));
  auto *valid =
      reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(get_arg_val<uint32_t>(2)));
  const uint32_t tile = get_arg_val<uint32_t>(3);
  const uint32_t x = get_arg_val<uint32_t>(4), y = get_arg_val<uint32_t>(5);

  cb_reserve_back(0, 1);
  noc_semaphore_inc(get_noc_addr(x, y, ready_addr), 1);
  noc_semaphore_wait(valid, VALID);
  cb_push_back(0, 1);
  cb_wait_front(0, 1);
  noc_async_write_page(tile, output, get_read_ptr(0));
  noc_async_write_barrier();
  noc_async_atomic_barrier();
  cb_pop_front(0, 1);
}
