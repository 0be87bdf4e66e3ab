// Brings one tile, and prints some of it from where it was written.
#include "api/dataflow/dataflow_api.h"
#include "api/debug/dprint.h"

void kernel_main() {
  constexpr auto args = TensorAccessorArgs<0>();
  const auto input = TensorAccessor(args, get_arg_val<uint32_t>(0));
  cb_reserve_back(0, 1);
  noc_async_read_page(0, input, get_write_ptr(0));
  noc_async_read_barrier();
  DPRINT << "the first row, every eighth number: "
         << TSLICE(0, 0, SliceRange{0, 1, 1, 0, 32, 8}, TSLICE_INPUT_CB, TSLICE_WR_PTR);
  cb_push_back(0, 1);
}
