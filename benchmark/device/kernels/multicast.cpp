// Sends the same bytes to a rectangle of cores, several times, then waits once.
//
// Compile-time arguments: transactions, bytes, receivers, whether the sender is one of them, the
// corners of the rectangle, and whether all but the last are linked.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t transactions = get_compile_time_arg_val(0);
  constexpr uint32_t bytes = get_compile_time_arg_val(1);
  constexpr uint32_t receivers = get_compile_time_arg_val(2);
  constexpr bool loopback = get_compile_time_arg_val(3) != 0;
  constexpr bool linked = get_compile_time_arg_val(8) != 0;
  const uint32_t from = get_write_ptr(0);
  const uint32_t to = get_write_ptr(1);
  *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(from) = 1;
  const uint64_t target =
      get_noc_multicast_addr(get_compile_time_arg_val(4), get_compile_time_arg_val(5),
                             get_compile_time_arg_val(6), get_compile_time_arg_val(7), to);
  for (uint32_t i = 0; i < transactions; ++i) {
    const bool link = linked && i + 1 < transactions;
    if constexpr (loopback) {
      noc_async_write_multicast_loopback_src(from, target, bytes, receivers, link);
    } else {
      noc_async_write_multicast(from, target, bytes, receivers, link);
    }
  }
  noc_async_write_barrier();
}
