// Compile-time arguments: accessors of both operands and of the sum. Runtime arguments: their
// addresses, those of room for the operands in L1, number of integers.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto first_args = TensorAccessorArgs<0>();
  constexpr auto second_args = TensorAccessorArgs<first_args.next_compile_time_args_offset()>();
  constexpr auto sum_args = TensorAccessorArgs<second_args.next_compile_time_args_offset()>();
  const auto first = TensorAccessor(first_args, get_arg_val<uint32_t>(0));
  const auto second = TensorAccessor(second_args, get_arg_val<uint32_t>(1));
  const auto sum = TensorAccessor(sum_args, get_arg_val<uint32_t>(2));
  const uint32_t first_l1 = get_arg_val<uint32_t>(3), second_l1 = get_arg_val<uint32_t>(4);
  const uint32_t count = get_arg_val<uint32_t>(5);

  noc_async_read_page(0, first, first_l1);
  noc_async_read_page(0, second, second_l1);
  noc_async_read_barrier();
  auto *a = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(first_l1);
  auto *b = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(second_l1);
  for (uint32_t i = 0; i < count; ++i) {
    a[i] = a[i] + b[i];
  }
  noc_async_write_page(0, sum, first_l1);
  noc_async_write_barrier();
}
