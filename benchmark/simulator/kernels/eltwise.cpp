// Sums, differences and products of tiles on the matrix engine, with the second operand as it is or
// spread from its first row, first column or first element.
// Runtime arguments: the operation (0 add, 1 subtract, 2 multiply) plus 4 times the way to spread
// (0 none, 1 row, 2 column, 3 scalar), the count of tiles.
#include "api/compute/bcast.h"
#include "api/compute/cb_api.h"
#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/pack.h"
#include "api/compute/reg_api.h"

template <typename Run>
void eachTile(Run run) {
  const uint32_t tiles = get_arg_val<uint32_t>(1);
  for (uint32_t i = 0; i < tiles; ++i) {
    cb_wait_front(0, 1);
    cb_wait_front(1, 1);
    tile_regs_acquire();
    run();
    tile_regs_commit();
    cb_pop_front(0, 1);
    cb_pop_front(1, 1);
    cb_reserve_back(16, 1);
    tile_regs_wait();
    pack_tile(0, 16);
    tile_regs_release();
    cb_push_back(16, 1);
  }
}

template <EltwiseBinaryType operation, BroadcastType spread>
void spreads() {
  bcast_init<operation, spread>(0, 1);
  eachTile([] { any_tiles_bcast<operation, spread>(0, 1, 0, 0, 0); });
}

template <EltwiseBinaryType operation>
void spreadsBy(uint32_t way) {
  if (way == 1)
    spreads<operation, BroadcastType::ROW>();
  else if (way == 2)
    spreads<operation, BroadcastType::COL>();
  else
    spreads<operation, BroadcastType::SCALAR>();
}

void plain(uint32_t operation) {
  if (operation == 0) {
    add_init(0, 1);
    eachTile([] { add_tiles(0, 1, 0, 0, 0); });
  } else if (operation == 1) {
    sub_init(0, 1);
    eachTile([] { sub_tiles(0, 1, 0, 0, 0); });
  } else {
    mul_init(0, 1);
    eachTile([] { mul_tiles(0, 1, 0, 0, 0); });
  }
}

void kernel_main() {
  const uint32_t operation = get_arg_val<uint32_t>(0) % 4, way = get_arg_val<uint32_t>(0) / 4;
  compute_kernel_hw_startup(0, 1, 16);
  if (way == 0)
    plain(operation);
  else if (operation == 0)
    spreadsBy<EltwiseBinaryType::ELWADD>(way);
  else if (operation == 1)
    spreadsBy<EltwiseBinaryType::ELWSUB>(way);
  else
    spreadsBy<EltwiseBinaryType::ELWMUL>(way);
}
