// Writes pages, two at a time. Compile-time arguments: pages, accessor. Runtime arguments: address,
// first page.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t pages = get_compile_time_arg_val(0);
  constexpr auto args = TensorAccessorArgs<1>();
  const auto c = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t first = get_arg_val<uint32_t>(1);
  const uint32_t bytes = get_tile_size(16);
  for (uint32_t i = 0; i < pages; i += 2) {
    cb_wait_front(16, 2);
    const uint32_t l1 = get_read_ptr(16);
    noc_async_write_page(first + i, c, l1);
    noc_async_write_page(first + i + 1, c, l1 + bytes);
    noc_async_writes_flushed();
    cb_pop_front(16, 2);
  }
  noc_async_write_barrier();
}
