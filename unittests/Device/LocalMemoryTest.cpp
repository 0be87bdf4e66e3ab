//===- LocalMemoryTest.cpp - L1 as kernels point to it --------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>

using namespace tilium::device;

namespace {

/// Kernels on four cores that use the address of an L1 buffer, which the host has given them as an
/// argument, as a pointer: each waits for its left neighbour and adds 1 to what that one has.
const char *chain = R"(#include "api/dataflow/dataflow_api.h"
void kernel_main() {
  auto *word = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_arg_val<uint32_t>(0));
  const uint32_t x = get_arg_val<uint32_t>(1), right_x = get_arg_val<uint32_t>(2);
  const uint32_t right_y = get_arg_val<uint32_t>(3), room = get_arg_val<uint32_t>(4);
  auto *turn = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_semaphore(0));
  if (x > 0)
    noc_semaphore_wait(turn, 1);
  // Other cores run between the two.
  const uint32_t found = *word;
  noc_semaphore_inc(get_noc_addr(right_x, right_y, get_semaphore(1)), 0);
  noc_async_atomic_barrier();
  *word = found + 1;
  if (x < 3) {
    noc_async_write(room, get_noc_addr(right_x, right_y, room), 16);
    noc_async_write_barrier();
    noc_semaphore_inc(get_noc_addr(right_x, right_y, get_semaphore(0)), 1);
    noc_async_atomic_barrier();
  }
}
)";

uint32_t wordAt(Device &device, Coordinate core, uint32_t offset) {
  uint32_t word;
  std::memcpy(&word, device.l1(core, offset, 4).data(), 4);
  return word;
}

/// Runs the chain `times` times; returns the last core's number after each.
std::vector<uint32_t> runChain(const char *architecture, int times) {
  Device device(architecture);
  // One page on each of the cores from the first bank on.
  uint32_t offset = device.createBuffer(BufferType::L1, 64, 4).address;
  CoreRanges all{{{0, 0}, {3, 0}}};
  ProgramDescriptor program;
  KernelDescriptor kernel;
  kernel.source = chain;
  kernel.coreRanges = all;
  for (uint32_t x = 0; x < 4; ++x) {
    Coordinate right = device.workerCoordinate({(x + 1) % 4, 0});
    kernel.runtimeArgs.push_back({{x, 0}, {offset, x, right.x, right.y, offset}});
  }
  kernel.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
  program.kernels = {kernel};
  program.semaphores = {{0, all, 0}, {1, all, 0}};
  std::vector<uint32_t> results;
  for (int i = 0; i < times; ++i) {
    std::memset(device.l1({0, 0}, offset, 16).data(), 0, 16);
    device.run(program);
    for (uint32_t x = 0; x < 4; ++x)
      EXPECT_EQ(wordAt(device, {x, 0}, offset), x + 1) << architecture << ", core " << x;
    results.push_back(wordAt(device, {3, 0}, offset));
  }
  return results;
}

TEST(LocalMemory, OffsetsFromTheHostArePointers) {
  EXPECT_EQ(runChain("wormhole_b0", 2), (std::vector<uint32_t>{4, 4}));
  EXPECT_EQ(runChain("blackhole", 1), (std::vector<uint32_t>{4}));
}

TEST(LocalMemory, DevicesOfTwoThreadsTakeTurnsAtTheOffsets) {
  std::vector<uint32_t> there;
  std::thread other([&] { there = runChain("wormhole_b0", 5); });
  std::vector<uint32_t> here = runChain("wormhole_b0", 5);
  other.join();
  EXPECT_EQ(here, std::vector<uint32_t>(5, 4));
  EXPECT_EQ(there, here);
}

} // namespace
