//===- TopkTest.cpp - The vector engine's sort ----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"

#include <algorithm>
#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

const std::string headers = "#include \"api/compute/copy_dest_values.h\"\n"
                            "#include \"api/compute/tile_move_copy.h\"\n"
                            "#include \"api/compute/topk.h\"\n";

/// Columns of 64 numbers in two tiles, with their rows in two more.
std::vector<Words> columns(uint32_t different) {
  std::vector<Words> tiles(4, Words(1024));
  for (uint32_t row = 0; row < 64; ++row)
    for (uint32_t column = 0; column < 32; ++column) {
      auto number = static_cast<float>(static_cast<int>((row * 27 + column) % different) - 20);
      uint32_t place = row % 32 * 32 + column;
      tiles[row / 32][place] = std::bit_cast<uint32_t>(number);
      tiles[2 + row / 32][place] = row;
    }
  return tiles;
}

/// All four tiles after a sort.
std::vector<Words> sorted(const std::string &sort, const std::vector<Words> &tiles) {
  std::vector<std::string> steps;
  for (const char *tile : {"0", "1", "2", "3"})
    steps.push_back("topk_tile_init(); " + sort +
                    " copy_dest_values_init(); copy_dest_values<DataFormat::Float32>(" + tile +
                    ", 0);");
  DestProgram program(DataFormat::Float32, DataFormat::Float32);
  return program.run(headers, steps, tiles);
}

struct Entry {
  float number;
  uint32_t row;
  friend bool operator==(const Entry &, const Entry &) = default;
};

std::vector<Entry> columnOf(const std::vector<Words> &tiles, uint32_t column) {
  std::vector<Entry> entries(64);
  for (uint32_t row = 0; row < 64; ++row) {
    uint32_t place = row % 32 * 32 + column;
    entries[row] = {std::bit_cast<float>(tiles[row / 32][place]), tiles[2 + row / 32][place]};
  }
  return entries;
}

/// Runs of `run` entries must be sorted, each the other way than the one before.
void check(const std::string &sort, uint32_t different, bool falls, uint32_t run) {
  std::vector<Words> before = columns(different), after = sorted(sort, before);
  for (uint32_t column = 0; column < 32; ++column) {
    std::vector<Entry> expected = columnOf(before, column);
    for (uint32_t begin = 0; begin < 64; begin += run) {
      bool down = (begin / run % 2 == 0) == falls;
      std::sort(expected.begin() + begin, expected.begin() + begin + run,
                [&](const Entry &a, const Entry &b) {
                  if (a.number == b.number)
                    return a.row < b.row;
                  return down ? a.number > b.number : a.number < b.number;
                });
    }
    ASSERT_TRUE(columnOf(after, column) == expected) << sort << ", column " << column;
  }
}

TEST(Topk, SortsColumnsOfTwoTilesWithTheirIndices) {
  check("topk_local_sort(0, 0, 5);", 64, true, 64);
  check("topk_local_sort(0, 1, 5);", 64, false, 64);
}

TEST(Topk, EarlierPhasesLeaveRunsOfBothDirections) {
  check("topk_local_sort(0, 0, 2);", 64, true, 8);
  check("topk_local_sort(0, 1, 1); topk_local_sort(0, 1, 4, 2);", 64, false, 32);
}

TEST(Topk, StableSortsKeepTheOrderOfEqualNumbers) {
  check("topk_local_sort<true, true, false, false, TopkTieOrder::Descending>(0, 0, 5);", 9, true,
        64);
  check("topk_local_sort<true, true, false, false, TopkTieOrder::Ascending>(0, 1, 5);", 9, false,
        64);
}

/// Two sorted runs of 32 rows are merged: each half has what belongs there, in some order.
void checkMerged(const std::string &merge, bool greatestFirst, uint32_t different, bool stable) {
  const std::string ties = stable ? "<true, true, false, false, TopkTieOrder::Descending>" : "";
  std::vector<Words> before = columns(different);
  std::vector<Words> after = sorted("topk_local_sort" + ties + "(0, 0, 4); " + merge, before);
  for (uint32_t column = 0; column < 32; ++column) {
    std::vector<Entry> expected = columnOf(before, column), found = columnOf(after, column);
    auto first = [&](const Entry &a, const Entry &b) {
      if (a.number == b.number)
        return a.row < b.row;
      return greatestFirst ? a.number > b.number : a.number < b.number;
    };
    std::sort(expected.begin(), expected.end(), first);
    for (uint32_t half : {0u, 32u})
      std::sort(found.begin() + half, found.begin() + half + 32, first);
    ASSERT_TRUE(found == expected) << merge << ", column " << column;
  }
}

TEST(Topk, MergesKeepTheFirstOfTwoRuns) {
  checkMerged("topk_merge(0, 0, 32);", true, 64, false);
  checkMerged("topk_merge<true>(0, 0, 32);", false, 64, false);
  checkMerged("topk_merge<false, true, true, false, false, TopkTieOrder::Descending>(0, 0, 64);",
              true, 9, true);
}

TEST(Topk, MergesOfShorterRuns) {
  // After a sort of runs of four rows, two pairs of which are merged in every sixteen rows.
  std::vector<Words> before = columns(64);
  std::vector<Words> after = sorted("topk_local_sort(0, 0, 1); topk_merge(0, 0, 4);", before);
  for (uint32_t column = 0; column < 32; ++column) {
    std::vector<Entry> from = columnOf(before, column), found = columnOf(after, column);
    for (uint32_t begin = 0; begin < 64; begin += 8) {
      float least = found[begin].number;
      for (uint32_t i = 1; i < 4; ++i)
        least = std::min(least, found[begin + i].number);
      for (uint32_t i = 4; i < 8; ++i)
        ASSERT_LE(found[begin + i].number, least) << begin << ", column " << column;
    }
  }
}

TEST(Topk, RebuildingSortsWhatAMergeLeft) {
  check("topk_local_sort(0, 0, 4); topk_rebuild(0, false, 0, 64, 6, 0);", 64, true, 64);
  check("topk_local_sort(0, 0, 3); topk_rebuild(0, true, 0, 32, 5, 0);", 64, false, 32);
}

TEST(Topk, RunsThatDoNotExistAreRefused) {
  auto ruleOf = [](const std::string &step) {
    try {
      sorted(step, columns(64));
    } catch (const DeviceError &error) {
      return error.rule();
    }
    return Rule::Deadlock;
  };
  EXPECT_EQ(ruleOf("topk_merge(0, 0, 12);"), Rule::ArgumentRange);
  EXPECT_EQ(ruleOf("topk_merge(0, 10, 32);"), Rule::ArgumentRange);
  EXPECT_EQ(ruleOf("topk_rebuild(0, false, 0, 32, 4, 0);"), Rule::ArgumentRange);
  EXPECT_EQ(ruleOf("topk_rebuild(0, false, 0, 16, 4, 0);"), Rule::Unsupported);
}

TEST(Topk, MinusZeroBecomesZero) {
  std::vector<Words> tiles(4, Words(1024, 0x80000000u));
  std::vector<Words> after = sorted("topk_canonicalize_negzero_values(0);", tiles);
  for (uint32_t tile = 0; tile < 4; ++tile)
    EXPECT_EQ(after[tile][33], tile < 2 ? 0u : 0x80000000u) << tile;
}

TEST(Topk, PhasesThatDoNotExistAreRefused) {
  try {
    sorted("topk_local_sort(0, 0, 6);", columns(64));
    FAIL() << "not refused";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::ArgumentRange);
  }
  try {
    sorted("topk_local_sort(0, 0, 5, 5, 4, 6);", columns(64));
    FAIL() << "not refused";
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::Unsupported);
  }
}

} // namespace
