// Packs the first column of each tile into a page of 32 numbers, through pointers. Compile-time
// arguments: number of tiles, accessor of the output. Runtime argument: its address.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t count = get_compile_time_arg_val(0);
  constexpr auto args = TensorAccessorArgs<1>();
  const auto output = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t line = get_write_ptr(17);
  auto *sums = reinterpret_cast<uint16_t *>(line);
  for (uint32_t i = 0; i < count; ++i) {
    cb_wait_front(16, 1);
    for (uint32_t row = 0; row < 32; ++row) {
      const auto *tile = reinterpret_cast<const uint16_t *>(get_read_ptr(16));
      sums[row] = tile[(row / 16 * 2) * 256 + row % 16 * 16];
    }
    cb_pop_front(16, 1);
    noc_async_write_page(i, output, line);
    noc_async_writes_flushed();
  }
  noc_async_write_barrier();
}
