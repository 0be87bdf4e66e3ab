// Reads or writes pages of an interleaved buffer, in rounds of one barrier each.
//
// Compile-time arguments: write, pages of one round, bytes of a page, address, distance of two
// pages, rounds, accessor. Runtime argument: first page.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr bool write = get_compile_time_arg_val(0) != 0;
  constexpr uint32_t pages = get_compile_time_arg_val(1);
  constexpr uint32_t bytes = get_compile_time_arg_val(2);
  constexpr auto args = TensorAccessorArgs<6>();
  const auto tensor = TensorAccessor(args, get_compile_time_arg_val(3));
  constexpr uint32_t distance = get_compile_time_arg_val(4);
  constexpr uint32_t rounds = get_compile_time_arg_val(5);
  const uint32_t local = get_write_ptr(0);
  *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(local) = 1;

  uint32_t page = get_arg_val<uint32_t>(0);
  for (uint32_t round = 0; round < rounds; ++round) {
    for (uint32_t i = 0; i < pages; ++i, page += distance) {
      if constexpr (write) {
        noc_async_write_page(page, tensor, local);
      } else {
        noc_async_read_page(page, tensor, local);
      }
    }
    if constexpr (write) {
      noc_async_write_barrier();
    } else {
      noc_async_read_barrier();
    }
  }
}
