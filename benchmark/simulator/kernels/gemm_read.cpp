// The operands of a block of results, tile by tile: A(m, k) and B(k, n) for all k, for each result.
// Compile-time arguments: tiles along the inner dimension, along a row of B, both accessors.
// Runtime arguments: both addresses, the block's first row and column, its rows and columns.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t inner = get_compile_time_arg_val(0), width = get_compile_time_arg_val(1);
  constexpr auto arguments0 = TensorAccessorArgs<2>();
  constexpr auto arguments1 = TensorAccessorArgs<arguments0.next_compile_time_args_offset()>();
  const auto in0 = TensorAccessor(arguments0, get_arg_val<uint32_t>(0));
  const auto in1 = TensorAccessor(arguments1, get_arg_val<uint32_t>(1));
  const uint32_t row = get_arg_val<uint32_t>(2), column = get_arg_val<uint32_t>(3);
  const uint32_t rows = get_arg_val<uint32_t>(4), columns = get_arg_val<uint32_t>(5);
  for (uint32_t m = row; m < row + rows; ++m)
    for (uint32_t n = column; n < column + columns; ++n)
      for (uint32_t k = 0; k < inner; ++k) {
        cb_reserve_back(0, 1);
        cb_reserve_back(1, 1);
        noc_async_read_page(m * inner + k, in0, get_write_ptr(0));
        noc_async_read_page(k * width + n, in1, get_write_ptr(1));
        noc_async_read_barrier();
        cb_push_back(0, 1);
        cb_push_back(1, 1);
      }
}
