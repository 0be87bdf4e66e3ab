//===- InPlaceTest.cpp - Circular buffers a compute kernel changes in place ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Kernels of attention overwrite pages they have not reserved, and pop pages they have not waited
// for, where the order of their work makes that safe. What the order does not prove is a fault.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"
#include "core/Error.h"

#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// Doubles two tiles at a time in buffer 1: page by page, each packed over what was read.
const std::string inPlace = R"(#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_binary.h"
#include "api/compute/tile_move_copy.h"
void copy(uint32_t from, uint32_t to) {
  copy_init(from);
  for (uint32_t t = 0; t < 2; ++t) {
    tile_regs_acquire();
    copy_tile(from, t, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, to);
    tile_regs_release();
  }
}
void kernel_main() {
  compute_kernel_hw_startup(0, 0, 16);
  for (uint32_t block = 0; block < 2; ++block) {
    cb_wait_front(0, 2);
    cb_reserve_back(1, 2);
    copy(0, 1);
    cb_push_back(1, 2);
    cb_pop_front(0, 2);
    cb_wait_front(1, 2);
    add_init(1, 1);
    for (uint32_t t = 0; t < 2; ++t) {
      tile_regs_acquire();
      add_tiles(1, 1, t, t, 0);
      tile_regs_commit();
      tile_regs_wait();
      pack_tile(0, 1);
      tile_regs_release();
    }
    cb_pop_front(1, 2);
    cb_reserve_back(1, 2);
    cb_push_back(1, 2);
    cb_wait_front(1, 2);
    cb_reserve_back(16, 2);
    copy(1, 16);
    cb_push_back(16, 2);
    cb_pop_front(1, 2);
  }
}
)";

/// Adds a block to one that is there, in L1, and waits for it by way of buffer 24.
const std::string accumulating = R"(#include "api/compute/compute_kernel_api.h"
#include "api/compute/tile_move_copy.h"
void copy(uint32_t from, uint32_t to) {
  copy_init(from);
  for (uint32_t t = 0; t < 2; ++t) {
    tile_regs_acquire();
    copy_tile(from, t, 0);
    tile_regs_commit();
    tile_regs_wait();
    pack_tile(0, to);
    tile_regs_release();
  }
}
void kernel_main() {
  compute_kernel_hw_startup(0, 0, 16);
  for (uint32_t block = 0; block < 2; ++block) {
    cb_wait_front(0, 2);
    cb_reserve_back(1, 2);
    copy(0, 1);
    cb_push_back(1, 2);
    cb_reserve_back(24, 2);
    copy(0, 24);
    cb_push_back(24, 2);
    cb_wait_front(24, 2);
    pack_reconfig_l1_acc(1);
    copy(24, 1);
    pack_reconfig_l1_acc(0);
    cb_pop_front(24, 2);
    cb_pop_front(1, 2);
    cb_reserve_back(1, 2);
    cb_push_back(1, 2);
    cb_pop_front(0, 2);
    cb_wait_front(1, 2);
    cb_reserve_back(16, 2);
    copy(1, 16);
    cb_push_back(16, 2);
    cb_pop_front(1, 2);
  }
}
)";

/// Reads two tiles at a time into buffer 0.
const std::string reader = "  for (uint32_t i = 0; i < 4; i += 2) {\n"
                           "    cb_reserve_back(0, 2);\n"
                           "    for (uint32_t t = 0; t < 2; ++t)\n"
                           "      noc_async_read_page(i + t, a, get_write_ptr(0) + 2048 * t);\n"
                           "    noc_async_read_barrier();\n"
                           "    cb_push_back(0, 2);\n"
                           "  }\n";

std::string with(std::string text, const std::string &line, const std::string &instead) {
  size_t at = text.find(line);
  EXPECT_NE(at, std::string::npos) << line;
  return text.replace(at, line.size(), instead);
}

std::vector<float> run(const std::string &text, uint64_t delaySeed = 0) {
  SingleCore program;
  program.buffers.push_back(24);
  program.fill(program.a, 3.0f);
  program.run(reader, text, goodWriter, {.delaySeed = delaySeed});
  return program.result();
}

void expectFault(const std::string &text, Rule rule) {
  try {
    run(text);
    FAIL() << "nothing was reported";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), rule) << error.what();
  }
}

TEST(InPlace, OverwritesWhatItHasRead) {
  for (uint64_t seed = 0; seed < 4; ++seed)
    EXPECT_EQ(run(inPlace, seed), std::vector<float>(4096, 6.0f)) << "seed " << seed;
}

TEST(InPlace, PageThatTheUnpackerHasYetToRead) {
  expectFault(with(inPlace, "add_tiles(1, 1, t, t, 0)", "add_tiles(1, 1, 1 - t, 1 - t, 0)"),
              Rule::CbOverflow);
}

TEST(InPlace, ReadAgainWithoutAnotherPush) {
  expectFault(with(inPlace,
                   "    cb_pop_front(1, 2);\n    cb_reserve_back(1, 2);\n"
                   "    cb_push_back(1, 2);\n",
                   ""),
              Rule::CbUnderflow);
}

TEST(InPlace, ReadAgainAfterAPushOfAnotherBuffer) {
  // Who has waited for a push of the packer sees all that it packed before.
  const std::string again = "    cb_pop_front(1, 2);\n    cb_reserve_back(1, 2);\n"
                            "    cb_push_back(1, 2);\n";
  const std::string token = "    cb_reserve_back(24, 2);\n    cb_push_back(24, 2);\n";
  const std::string taken = "    cb_wait_front(24, 2);\n    cb_pop_front(24, 2);\n";
  const std::string placed = with(inPlace, "pack_tile(0, 1);", "pack_tile<true>(0, 1, t);");
  EXPECT_EQ(run(with(placed, again, token + taken)), std::vector<float>(4096, 6.0f));
  // A push before the change says nothing of it.
  expectFault(
      with(with(placed, again, taken), "    add_init(1, 1);\n", token + "    add_init(1, 1);\n"),
      Rule::CbUnderflow);
}

TEST(InPlace, PageThatWasNeverPushed) {
  expectFault(with(inPlace, "    cb_reserve_back(1, 2);\n    copy(0, 1);", "    copy(0, 1);"),
              Rule::CbOverflow);
}

TEST(InPlace, AccumulatesOnItsOwnPages) {
  for (uint64_t seed = 0; seed < 4; ++seed)
    EXPECT_EQ(run(accumulating, seed), std::vector<float>(4096, 6.0f)) << "seed " << seed;
}

TEST(InPlace, PopOfPagesThatNobodyWaitedFor) {
  expectFault(with(accumulating,
                   "    cb_reserve_back(1, 2);\n    copy(0, 1);\n    cb_push_back(1, 2);\n"
                   "    cb_reserve_back(24, 2);\n    copy(0, 24);\n    cb_push_back(24, 2);\n",
                   "    cb_reserve_back(24, 2);\n    copy(0, 24);\n    cb_push_back(24, 2);\n"
                   "    cb_reserve_back(1, 2);\n    copy(0, 1);\n    cb_push_back(1, 2);\n"),
              Rule::CbUnderflow);
}

TEST(InPlace, AccumulatesOnPagesThatWereWaitedFor) {
  // The unpacker holds on to the pages until the packer is past its accumulation.
  std::string held = with(accumulating, "    cb_pop_front(1, 2);\n",
                          "    cb_reserve_back(24, 2);\n    copy(0, 24);\n"
                          "    cb_push_back(24, 2);\n    cb_wait_front(24, 2);\n"
                          "    cb_pop_front(24, 2);\n    cb_pop_front(1, 2);\n");
  EXPECT_EQ(run(held), std::vector<float>(4096, 6.0f));
  expectFault(with(held, "    pack_reconfig_l1_acc(1);\n",
                   "    cb_wait_front(1, 2);\n    pack_reconfig_l1_acc(1);\n"),
              Rule::CbOverflow);
}

} // namespace
