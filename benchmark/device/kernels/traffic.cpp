// Reads or writes L1 of other cores, one after the other, then waits once for all.
//
// Compile-time arguments: write, transactions with each target, bytes of one, number of targets, x
// and y of the only one. Common runtime arguments, if there are several: x and y of each.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr bool write = get_compile_time_arg_val(0) != 0;
  constexpr uint32_t transactions = get_compile_time_arg_val(1);
  constexpr uint32_t bytes = get_compile_time_arg_val(2);
  const uint32_t from = get_write_ptr(0);
  const uint32_t to = get_write_ptr(1);
  *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(from) = 1;

  constexpr uint32_t targets = get_compile_time_arg_val(3);
  uint32_t x = get_compile_time_arg_val(4), y = get_compile_time_arg_val(5);
  for (uint32_t target = 0; target < targets; ++target) {
    if constexpr (targets > 1) {
      x = get_common_arg_val<uint32_t>(2 * target);
      y = get_common_arg_val<uint32_t>(2 * target + 1);
    }
    for (uint32_t i = 0; i < transactions; ++i) {
      if constexpr (write) {
        noc_async_write(from, get_noc_addr(x, y, to), bytes);
      } else {
        noc_async_read(get_noc_addr(x, y, from), to, bytes);
      }
    }
  }
  if constexpr (write) {
    noc_async_write_barrier();
  } else {
    noc_async_read_barrier();
  }
}
