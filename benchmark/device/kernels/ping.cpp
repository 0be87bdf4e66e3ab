// Hands pages to the other data movement processor of the core and takes its pages: every call
// waits. Compile-time arguments: own circular buffer, the other's, pages.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t own = get_compile_time_arg_val(0);
  constexpr uint32_t other = get_compile_time_arg_val(1);
  constexpr uint32_t pages = get_compile_time_arg_val(2);
  for (uint32_t i = 0; i < pages; ++i) {
    cb_reserve_back(own, 1);
    cb_push_back(own, 1);
    cb_wait_front(other, 1);
    cb_pop_front(other, 1);
  }
}
