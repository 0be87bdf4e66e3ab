// Compile-time argument: tiles in a row. Runtime argument: number of rows of tiles.
//
// This kernel is producer and consumer of circular buffers 24 and 25.
#include "api/compute/bcast.h"
#include "api/compute/compute_kernel_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/recip.h"
#include "api/compute/reduce.h"

namespace {
constexpr uint32_t Ct = get_compile_time_arg_val(0);
constexpr uint32_t cb_in = 0, cb_scaler = 1, cb_out = 16, cb_column = 24, cb_exp = 25;

/// Packs register 0 as the next page of `cb`.
void pack_next(uint32_t cb) {
  tile_regs_commit();
  cb_reserve_back(cb, 1);
  tile_regs_wait();
  pack_tile(0, cb);
  tile_regs_release();
  cb_push_back(cb, 1);
}

/// Reduces the Ct tiles of `cb` along rows; the caller packs.
template <PoolType type>
void reduce_row(uint32_t cb) {
  reduce_init<type, ReduceDim::REDUCE_ROW>(cb, cb_scaler, cb_column);
  tile_regs_acquire();
  for (uint32_t i = 0; i < Ct; ++i) {
    reduce_tile<type, ReduceDim::REDUCE_ROW>(cb, cb_scaler, i, 0, 0);
  }
}
} // namespace

void kernel_main() {
  const uint32_t count = get_arg_val<uint32_t>(0);
  compute_kernel_hw_startup(cb_in, cb_scaler, cb_column);
  cb_wait_front(cb_scaler, 1);
  for (uint32_t row = 0; row < count; ++row) {
    cb_wait_front(cb_in, Ct);
    reduce_row<PoolType::MAX>(cb_in);
    pack_next(cb_column);
    reduce_uninit();

    cb_wait_front(cb_column, 1);
    for (uint32_t i = 0; i < Ct; ++i) {
      tile_regs_acquire();
      sub_bcast_cols_init(cb_in, cb_column);
      sub_tiles_bcast_cols(cb_in, cb_column, i, 0, 0);
      exp_tile_init();
      exp_tile(0);
      pack_next(cb_exp);
    }
    cb_pop_front(cb_in, Ct);
    cb_pop_front(cb_column, 1);

    cb_wait_front(cb_exp, Ct);
    reduce_row<PoolType::SUM>(cb_exp);
    recip_tile_init();
    recip_tile(0);
    pack_next(cb_column);
    reduce_uninit();

    cb_wait_front(cb_column, 1);
    mul_bcast_cols_init(cb_exp, cb_column);
    for (uint32_t i = 0; i < Ct; ++i) {
      tile_regs_acquire();
      mul_tiles_bcast_cols(cb_exp, cb_column, i, 0, 0);
      pack_next(cb_out);
    }
    cb_pop_front(cb_exp, Ct);
    cb_pop_front(cb_column, 1);
  }
  cb_pop_front(cb_scaler, 1);
}
