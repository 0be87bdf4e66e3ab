// Reads pages of two buffers. Compile-time arguments: pages, accessors of A and B. Runtime
// arguments: addresses of A and B, first page.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t pages = get_compile_time_arg_val(0);
  constexpr auto a_args = TensorAccessorArgs<1>();
  constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
  const auto a = TensorAccessor(a_args, get_arg_val<uint32_t>(0));
  const auto b = TensorAccessor(b_args, get_arg_val<uint32_t>(1));
  const uint32_t first = get_arg_val<uint32_t>(2);
  for (uint32_t i = 0; i < pages; ++i) {
    cb_reserve_back(0, 1);
    cb_reserve_back(1, 1);
    noc_async_read_page(first + i, a, get_write_ptr(0));
    noc_async_read_page(first + i, b, get_write_ptr(1));
    noc_async_read_barrier();
    cb_push_back(0, 1);
    cb_push_back(1, 1);
  }
}
