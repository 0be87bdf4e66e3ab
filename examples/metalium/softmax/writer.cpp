// Compile-time arguments: tiles in a row, accessor of the output. Runtime arguments: its address,
// first row of tiles, number of rows.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t Ct = get_compile_time_arg_val(0);
  constexpr auto args = TensorAccessorArgs<1>();
  const auto output = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  const uint32_t bytes = get_tile_size(16);
  for (uint32_t row = start; row < start + count; ++row) {
    cb_wait_front(16, Ct);
    uint32_t l1 = get_read_ptr(16);
    for (uint32_t i = 0; i < Ct; ++i, l1 += bytes) {
      noc_async_write_page(row * Ct + i, output, l1);
    }
    noc_async_write_barrier();
    cb_pop_front(16, Ct);
  }
}
