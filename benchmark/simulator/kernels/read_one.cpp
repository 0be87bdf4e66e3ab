// Brings tiles of one buffer to circular buffer 0.
// Compile-time arguments: the accessor. Runtime arguments: the buffer's address, the count of
// tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto arguments = TensorAccessorArgs<0>();
  const auto in = TensorAccessor(arguments, get_arg_val<uint32_t>(0));
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    noc_async_read_page(i, in, get_write_ptr(0));
    noc_async_read_barrier();
    cb_push_back(0, 1);
  }
}
