// Brings tiles of two buffers to circular buffers 0 and 1, side by side.
// Compile-time arguments: both accessors. Runtime arguments: both addresses, the count of tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto arguments0 = TensorAccessorArgs<0>();
  constexpr auto arguments1 = TensorAccessorArgs<arguments0.next_compile_time_args_offset()>();
  const auto in0 = TensorAccessor(arguments0, get_arg_val<uint32_t>(0));
  const auto in1 = TensorAccessor(arguments1, get_arg_val<uint32_t>(1));
  const uint32_t tiles = get_arg_val<uint32_t>(2);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_page(i, in0, get_write_ptr(0));
    noc_async_read_page(i, in1, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
