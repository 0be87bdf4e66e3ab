// Compile-time arguments: rows and columns of the input, columns of the output, columns of padding
// on the left, bits of the padding, accessor of the input. Runtime arguments: address of the input,
// first row of the output, number of rows.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t rows = get_compile_time_arg_val(0), columns = get_compile_time_arg_val(1);
  constexpr uint32_t padded_columns = get_compile_time_arg_val(2);
  constexpr uint32_t left = get_compile_time_arg_val(3);
  constexpr uint16_t padding = get_compile_time_arg_val(4);
  constexpr auto args = TensorAccessorArgs<5>();
  const auto input = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  // Where a row of the input is brought before it is shifted: a read begins where its page does.
  auto *row_read = reinterpret_cast<volatile tt_l1_ptr uint16_t *>(get_write_ptr(1));

  for (uint32_t row = start; row < start + count; ++row) {
    cb_reserve_back(0, 1);
    auto *padded = reinterpret_cast<volatile tt_l1_ptr uint16_t *>(get_write_ptr(0));
    if (row < rows) {
      noc_async_read_page(row, input, get_write_ptr(1));
      noc_async_read_barrier();
    }
    for (uint32_t i = 0; i < padded_columns; ++i) {
      const bool inside = row < rows && i >= left && i < left + columns;
      padded[i] = inside ? row_read[i - left] : padding;
    }
    cb_push_back(0, 1);
  }
}
