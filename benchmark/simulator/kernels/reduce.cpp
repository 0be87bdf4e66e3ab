// Reductions: one result for each pair of tiles of circular buffer 0. The scaler of each is the
// tile of circular buffer 1. Runtime arguments: the way (0 sum, 1 maximum; plus 2 times: 0 along
// rows, 1 along columns, 2 all), the count of results.
#include "api/compute/reduce.h"
#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "api/compute/reg_api.h"

template <PoolType pool, ReduceDim dimension>
void reduces() {
  const uint32_t results = get_arg_val<uint32_t>(1);
  reduce_init<pool, dimension>(0, 1, 16);
  for (uint32_t i = 0; i < results; ++i) {
    tile_regs_acquire();
    for (uint32_t k = 0; k < 2; ++k) {
      cb_wait_front(0, 1);
      cb_wait_front(1, 1);
      reduce_tile<pool, dimension>(0, 1, 0, 0, 0);
      cb_pop_front(0, 1);
      cb_pop_front(1, 1);
    }
    tile_regs_commit();
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
  reduce_uninit();
}

template <PoolType pool>
void reducesAlong(uint32_t dimension) {
  if (dimension == 0)
    reduces<pool, ReduceDim::REDUCE_ROW>();
  else if (dimension == 1)
    reduces<pool, ReduceDim::REDUCE_COL>();
  else
    reduces<pool, ReduceDim::REDUCE_SCALAR>();
}

void kernel_main() {
  const uint32_t way = get_arg_val<uint32_t>(0);
  // Sums along rows have the scaler in SrcA.
  if (way == 0)
    compute_kernel_hw_startup<SrcOrder::Reverse>(0, 1, 16);
  else
    compute_kernel_hw_startup(0, 1, 16);
  if (way % 2 == 0)
    reducesAlong<PoolType::SUM>(way / 2);
  else
    reducesAlong<PoolType::MAX>(way / 2);
}
