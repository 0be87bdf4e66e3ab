// Compile-time arguments: tiles in a row, accessor of the input. Runtime arguments: its address,
// first row of tiles, number of rows.
#include "api/dataflow/dataflow_api.h"

/// Reductions multiply by a tile whose faces have ones in their first row.
void make_scaler(uint32_t cb) {
  constexpr uint32_t two_ones = 0x3F803F80;
  cb_reserve_back(cb, 1);
  auto *words = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_write_ptr(cb));
  for (uint32_t i = 0; i < 512; ++i) {
    words[i] = i % 128 < 8 ? two_ones : 0;
  }
  cb_push_back(cb, 1);
}

void kernel_main() {
  constexpr uint32_t Ct = get_compile_time_arg_val(0);
  constexpr auto args = TensorAccessorArgs<1>();
  const auto input = TensorAccessor(args, get_arg_val<uint32_t>(0));
  const uint32_t start = get_arg_val<uint32_t>(1), count = get_arg_val<uint32_t>(2);
  const uint32_t bytes = get_tile_size(0);
  make_scaler(1);
  for (uint32_t row = start; row < start + count; ++row) {
    cb_reserve_back(0, Ct);
    uint32_t l1 = get_write_ptr(0);
    for (uint32_t i = 0; i < Ct; ++i, l1 += bytes) {
      noc_async_read_page(row * Ct + i, input, l1);
    }
    noc_async_read_barrier();
    cb_push_back(0, Ct);
  }
}
