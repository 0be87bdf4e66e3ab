// The results of a block, tile by tile.
// Compile-time arguments: tiles along a row of the result, the accessor. Runtime arguments: the
// address, the block's first row and column, its rows and columns.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t width = get_compile_time_arg_val(0);
  constexpr auto arguments = TensorAccessorArgs<1>();
  const auto out = TensorAccessor(arguments, get_arg_val<uint32_t>(0));
  const uint32_t row = get_arg_val<uint32_t>(1), column = get_arg_val<uint32_t>(2);
  const uint32_t rows = get_arg_val<uint32_t>(3), columns = get_arg_val<uint32_t>(4);
  for (uint32_t m = row; m < row + rows; ++m)
    for (uint32_t n = column; n < column + columns; ++n) {
      cb_wait_front(16, 1);
      noc_async_write_page(m * width + n, out, get_read_ptr(16));
      noc_async_write_barrier();
      cb_pop_front(16, 1);
    }
}
