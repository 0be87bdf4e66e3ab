//===- MulticastTest.cpp - Multicast and semaphores between cores ---------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

using namespace tilium::device;

namespace {

const char *sender = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  auto *ready = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(0));
  auto *valid = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(1));
  const uint32_t x0 = get_arg_val<uint32_t>(0), y0 = get_arg_val<uint32_t>(1);
  const uint32_t x1 = get_arg_val<uint32_t>(2), y1 = get_arg_val<uint32_t>(3);
  const uint32_t l1 = get_write_ptr(0);
  auto *words = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(l1);
  for (uint32_t i = 0; i < 512; ++i) words[i] = i;
  noc_semaphore_wait(ready, 3);
  noc_async_write_multicast(l1, get_noc_multicast_addr(x0, y0, x1, y1, l1), 2048, 3);
  noc_async_writes_flushed();
  noc_semaphore_set(valid, 1);
  noc_semaphore_set_multicast(get_semaphore(1),
      get_noc_multicast_addr(x0, y0, x1, y1, get_semaphore(1)), 3);
  noc_async_write_barrier();
}
)";
const char *receiver = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  auto *valid = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(1));
  noc_semaphore_inc(get_noc_addr(get_arg_val<uint32_t>(0), get_arg_val<uint32_t>(1),
                                 get_semaphore(0)), 1);
  noc_semaphore_wait(valid, 1);
  auto *words = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_write_ptr(0));
  for (uint32_t i = 0; i < 512; ++i) words[i] = words[i] + 1;
  noc_async_atomic_barrier();
}
)";

TEST(Multicast, ReachesEveryReceiverBeforeTheFlag) {
  for (const char *name : {"wormhole_b0", "blackhole"}) {
    Device device(name);
    Coordinate first = device.workerCoordinate({0, 0}), last = device.workerCoordinate({3, 0});
    CoreRanges all{{{0, 0}, {3, 0}}};
    ProgramDescriptor program;
    KernelDescriptor send, receive;
    send.source = sender;
    send.coreRanges = {{{0, 0}, {0, 0}}};
    send.runtimeArgs = {{{0, 0}, {first.x, first.y, last.x, last.y}}};
    send.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
    receive.source = receiver;
    receive.coreRanges = {{{1, 0}, {3, 0}}};
    for (uint32_t x = 1; x < 4; ++x)
      receive.runtimeArgs.push_back({{x, 0}, {first.x, first.y}});
    receive.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
    program.kernels = {send, receive};
    program.cbs.push_back({2048, all, {{0, DataFormat::Float16_b, 2048}}, {}});
    program.semaphores = {{0, all, 0}, {1, all, 0}};
    device.run(program);
    uint32_t base = device.architecture().l1UnreservedBase;
    base = (base + device.architecture().dramAlignment - 1) / device.architecture().dramAlignment *
           device.architecture().dramAlignment;
    for (uint32_t x = 1; x < 4; ++x)
      for (uint32_t i = 0; i < 512; ++i) {
        uint32_t word;
        std::memcpy(&word, device.l1({x, 0}, base + i * 4, 4).data(), 4);
        ASSERT_EQ(word, i + 1) << name << " core " << x;
      }
    // One receiver too few is refused.
    program.kernels[0].source.replace(program.kernels[0].source.find("2048, 3)"), 8, "2048, 2)");
    EXPECT_THROW(device.run(program), DeviceError);
  }
}

} // namespace
