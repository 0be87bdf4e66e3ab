// Compile-time argument: how many words are read and written through a pointer.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t words = get_compile_time_arg_val(0);
  cb_reserve_back(0, 1);
  volatile tt_l1_ptr uint32_t *page = reinterpret_cast<uint32_t *>(get_write_ptr(0));
  for (uint32_t i = 0; i < 1024; ++i)
    page[i] = i;
  // A volatile word is not read twice in a row: that would be polling.
  for (uint32_t i = 0; i < words; ++i)
    page[i % 1024] = page[(i * 7 + 5) % 1024] + i;
}
