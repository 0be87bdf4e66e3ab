// Takes tiles from circular buffer 16 to a buffer.
// Compile-time arguments: the accessor. Runtime arguments: the buffer's address, the count of
// tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto arguments = TensorAccessorArgs<0>();
  const auto out = TensorAccessor(arguments, get_arg_val<uint32_t>(0));
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(16, 1);
    noc_async_write_page(i, out, get_read_ptr(16));
    noc_async_write_barrier();
    cb_pop_front(16, 1);
  }
}
