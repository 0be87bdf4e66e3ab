// Weighs sums of rows: the scaler's tile is filled through a pointer, from a page of weights.
// Compile-time arguments: number of tiles, accessors of the tiles and of the weights. Runtime
// arguments: both addresses.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr uint32_t count = get_compile_time_arg_val(0);
  constexpr auto tiles_args = TensorAccessorArgs<1>();
  constexpr auto weights_args = TensorAccessorArgs<tiles_args.next_compile_time_args_offset()>();
  const auto tiles = TensorAccessor(tiles_args, get_arg_val<uint32_t>(0));
  const auto weights = TensorAccessor(weights_args, get_arg_val<uint32_t>(1));

  const auto *weight = reinterpret_cast<const uint16_t *>(get_write_ptr(2));
  auto *scaler = reinterpret_cast<volatile tt_l1_ptr uint16_t *>(get_write_ptr(1));
  cb_reserve_back(1, 1);
  noc_async_read_page(0, weights, get_write_ptr(2));
  noc_async_read_barrier();
  for (uint32_t i = 0; i < 1024; ++i)
    scaler[i] = weight[0];
  cb_push_back(1, 1);

  for (uint32_t i = 0; i < count; ++i) {
    cb_reserve_back(0, 1);
    noc_async_read_page(i, tiles, get_write_ptr(0));
    noc_async_read_barrier();
    cb_push_back(0, 1);
  }
}
