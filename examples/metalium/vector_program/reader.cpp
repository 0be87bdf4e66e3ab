// Compile-time arguments: accessors of both operands. Runtime arguments: their addresses, number of
// tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto first_args = TensorAccessorArgs<0>();
  constexpr auto second_args = TensorAccessorArgs<first_args.next_compile_time_args_offset()>();
  const auto first = TensorAccessor(first_args, get_arg_val<uint32_t>(0));
  const auto second = TensorAccessor(second_args, get_arg_val<uint32_t>(1));
  const uint32_t count = get_arg_val<uint32_t>(2);
  for (uint32_t i = 0; i < count; ++i) {
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_page(i, first, get_write_ptr(0));
    noc_async_read_page(i, second, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
