// Compile-time argument: accessor of the output. Runtime arguments: its address, first row, number
// of rows.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto output = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  for (uint32_t row = start; row < start + count; ++row) {
    cb_wait_front(0, 1);
    noc_async_write_page(row, output, get_read_ptr(0));
    noc_async_write_barrier();
    cb_pop_front(0, 1);
  }
}
