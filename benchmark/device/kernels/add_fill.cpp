// Fills two circular buffers at once, so that nobody waits for data. Compile-time argument: tiles.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t tiles = get_compile_time_arg_val(0);
  for (uint32_t cb = 0; cb < 2; ++cb) {
    cb_reserve_back(cb, tiles);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
      *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_write_ptr(cb) +
                                                       tile * get_tile_size(cb)) = 0;
    }
    cb_push_back(cb, tiles);
  }
  cb_wait_front(16, tiles);
  cb_pop_front(16, tiles);
}
