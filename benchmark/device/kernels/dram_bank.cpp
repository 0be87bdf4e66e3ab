// Reads or writes one place of one DRAM bank again and again, then waits once.
//
// Compile-time arguments: write, transactions, bytes of one, bank, address.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr bool write = get_compile_time_arg_val(0) != 0;
  constexpr uint32_t transactions = get_compile_time_arg_val(1);
  constexpr uint32_t bytes = get_compile_time_arg_val(2);
  const uint64_t place =
      get_noc_addr_from_bank_id<true>(get_compile_time_arg_val(3), get_compile_time_arg_val(4));
  const uint32_t local = get_write_ptr(0);
  *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(local) = 1;

  for (uint32_t i = 0; i < transactions; ++i) {
    if constexpr (write) {
      noc_async_write(local, place, bytes);
    } else {
      noc_async_read(place, local, bytes);
    }
  }
  if constexpr (write) {
    noc_async_write_barrier();
  } else {
    noc_async_read_barrier();
  }
}
