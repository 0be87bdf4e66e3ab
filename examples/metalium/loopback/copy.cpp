// Compile-time arguments: accessors of input and output. Runtime arguments: address of room for a
// tile in L1, addresses of input and output, number of tiles.
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
  constexpr auto input_args = TensorAccessorArgs<0>();
  constexpr auto output_args = TensorAccessorArgs<input_args.next_compile_time_args_offset()>();
  const uint32_t room = get_arg_val<uint32_t>(0);
  const auto input = TensorAccessor(input_args, get_arg_val<uint32_t>(1));
  const auto output = TensorAccessor(output_args, get_arg_val<uint32_t>(2));
  const uint32_t tiles = get_arg_val<uint32_t>(3);
  for (uint32_t i = 0; i < tiles; ++i) {
    noc_async_read_page(i, input, room);
    noc_async_read_barrier();
    noc_async_write_page(i, output, room);
    // The next tile goes to the same place.
    noc_async_write_barrier();
  }
}
