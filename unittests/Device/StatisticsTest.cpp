//===- StatisticsTest.cpp - Means and variances in registers --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "DestProgram.h"
#include "core/Error.h"

#include <gtest/gtest.h>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

using Words = DestProgram::Words;

const std::string headers = "#define WELFORD_SFPU_LOCAL_COMBINE\n"
                            "#include \"api/compute/copy_dest_values.h\"\n"
                            "#include \"api/compute/eltwise_unary/rsqrt.h\"\n"
                            "#include \"api/compute/sfpu_binary_bcast.h\"\n"
                            "#include \"api/compute/transpose_dest.h\"\n"
                            "#include \"api/compute/welford.h\"\n"
                            "constexpr std::array<uint32_t, 0> divided{};\n"
                            "constexpr uint32_t bits(float x) { return "
                            "__builtin_bit_cast(uint32_t, x); }\n";
/// Brings a tile of DST to where it is packed from.
std::string show(const std::string &tile) {
  return " copy_dest_values_init(); copy_dest_values<DataFormat::Float32>(" + tile + ", 0);";
}

float value(uint32_t tile, uint32_t row, uint32_t column) {
  return 100.0f + static_cast<float>((tile * 1024 + row * 37 + column * 11) % 101) / 8;
}
std::vector<Words> tiles(uint32_t count = 4) {
  std::vector<Words> result(count, Words(1024));
  for (uint32_t tile = 0; tile < count; ++tile)
    for (uint32_t i = 0; i < 1024; ++i)
      result[tile][i] = std::bit_cast<uint32_t>(value(tile, i / 32, i % 32));
  return result;
}

class Statistics : public testing::Test {
protected:
  std::vector<Words> run(const std::vector<std::string> &steps) {
    return program.run(headers, steps, tiles());
  }
  Rule faultOf(const std::string &step) {
    try {
      run({step});
    } catch (const DeviceError &error) {
      message = error.what();
      return error.rule();
    }
    return Rule::Deadlock; // No fault: none of those that are looked for.
  }
  static float at(const Words &tile, uint32_t row, uint32_t column) {
    return std::bit_cast<float>(tile[row * 32 + column]);
  }
  /// Mean and sum of squared differences of a column of the first `tiles`, of the last one only the
  /// rows before `rows`.
  static std::pair<double, double> momentsOf(uint32_t column, uint32_t tiles, uint32_t rows = 32) {
    double sum = 0, squares = 0, count = (tiles - 1) * 32.0 + rows;
    auto each = [&](auto body) {
      for (uint32_t i = 0; i < (tiles - 1) * 32 + rows; ++i)
        body(value(i / 32, i % 32, column));
    };
    each([&](double x) { sum += x; });
    each([&](double x) { squares += (x - sum / count) * (x - sum / count); });
    return {sum / count, squares};
  }

  DestProgram program{DataFormat::Float32, DataFormat::Float32};
  std::string message;
};

TEST_F(Statistics, WelfordsRecurrenceDownColumns) {
  const std::string update = "welford_init(); welford_update<0>(0, 0, divided); "
                             "welford_update<0>(1, 32, divided); "
                             "welford_update_rows<0>(2, 64, 0, 13, divided); "
                             "welford_finalize_to_row<0>(2, 76, divided);";
  std::vector<Words> out = run({update + show("2"), update + show("3")});
  for (uint32_t column = 0; column < 32; ++column) {
    auto [mean, squares] = momentsOf(column, 3, 13);
    EXPECT_NEAR(at(out[0], 0, column), mean, 1e-5 * mean) << column;
    EXPECT_NEAR(at(out[1], 0, column), squares / 77, 1e-4 * squares / 77) << column;
    EXPECT_EQ(at(out[0], 3, column), 0.0f); // Stored with the result.
    EXPECT_EQ(at(out[0], 4, column), value(2, 4, column));
  }
}

TEST_F(Statistics, ATableSavesTheDivisions) {
  const std::string table = "std::array<uint32_t, 32> table; for (uint32_t i = 0; i < 32; ++i) "
                            "table[i] = bits(1.0f / (i + 1)); welford_init(); ";
  std::vector<Words> out = run({table + "welford_update<32>(0, 0, table); "
                                        "welford_finalize_to_row<32>(0, 31, table);"});
  auto withTable = program.report.totalCycles;
  std::vector<Words> same = run({"welford_init(); welford_update<0>(0, 0, divided); "
                                 "welford_finalize_to_row<0>(0, 31, divided);"});
  EXPECT_EQ(out, same);
  EXPECT_GT(program.report.totalCycles, withTable + 33 * 200);
  EXPECT_EQ(faultOf(table + "welford_update<32>(0, 1, table);"), Rule::ArgumentRange);
  EXPECT_EQ(faultOf(table + "welford_finalize_to_row<32>(0, 32, table);"), Rule::ArgumentRange);
}

/// Two passes over three tiles, the last in part, with two sums or one.
std::string passes(const std::string &two, const std::string &keep) {
  std::string text = "two_pass_stats_init_shifted(); "
                     "two_pass_stats_update_shifted_rows<TwoPassAccumulation::ShiftedSum, "
                     "TwoPassAnchor::Initialise, TWO>(0, 0, 32); "
                     "two_pass_stats_update_shifted_rows<TwoPassAccumulation::ShiftedSum, "
                     "TwoPassAnchor::Reuse, TWO>(1, 0, 32); "
                     "two_pass_stats_update_shifted_rows<TwoPassAccumulation::ShiftedSum, "
                     "TwoPassAnchor::Reuse, TWO>(2, 0, 13); "
                     "two_pass_stats_finish_shifted_mean<TWO, KEEP>(bits(1.0f / 77)); "
                     "two_pass_stats_update_rows<TWO>(0, 0, 32); "
                     "two_pass_stats_update_rows<TWO>(1, 0, 32); "
                     "two_pass_stats_update_rows<TWO>(2, 0, 13); ";
  for (auto [name, with] : {std::pair<std::string, std::string>{"TWO", two}, {"KEEP", keep}})
    for (size_t at; (at = text.find(name)) != std::string::npos;)
      text.replace(at, name.size(), with);
  return text;
}

TEST_F(Statistics, TwoPassesAroundAnAnchor) {
  for (const char *two : {"true", "false"}) {
    std::string end =
        std::string("two_pass_stats_finalize_to_row<") + two + ">(2, bits(1 / 77.f));";
    std::vector<Words> out =
        run({passes(two, "false") + end + show("2"), passes(two, "false") + end + show("3")});
    for (uint32_t column = 0; column < 32; ++column) {
      auto [mean, squares] = momentsOf(column, 3, 13);
      EXPECT_NEAR(at(out[0], 0, column), mean, 2e-7 * mean) << column;
      EXPECT_NEAR(at(out[1], 0, column), squares / 77, 2e-6 * squares / 77) << column;
    }
  }
}

TEST_F(Statistics, TheMeanInTwoParts) {
  std::vector<Words> out =
      run({passes("true", "true") +
           "two_pass_stats_finalize_split_mean_to_row(2, bits(1 / 77.f));" + show("2")});
  for (uint32_t column = 0; column < 32; ++column) {
    double mean = momentsOf(column, 3, 13).first;
    EXPECT_EQ(at(out[0], 0, column), value(0, 0, column));
    EXPECT_NEAR(at(out[0], 16, column), value(0, 0, column) - mean, 1e-5) << column;
  }
}

TEST_F(Statistics, StatesOfGroupsLieInFourRowsEach) {
  // Lane 9 is the second row of a place, and of it the third column: it has column 3 of a tile.
  std::vector<Words> out = run({"welford_init(); welford_update_rows<0>(0, 0, 0, 1, divided); "
                                "welford_save_state(1, 2); welford_clear(); "
                                "welford_update_rows<0>(0, 0, 5, 1, divided); "
                                "welford_save_state(1, 0); welford_restore_state(1, 2); "
                                "welford_finalize_to_row<0>(2, 0, divided);" +
                                    show("1"),
                                "welford_init(); welford_update_rows<0>(0, 0, 0, 1, divided); "
                                "welford_save_state(1, 2); welford_clear(); "
                                "welford_restore_state(1, 2); "
                                "welford_finalize_to_row<0>(2, 0, divided);" +
                                    show("2")});
  EXPECT_EQ(at(out[0], 8, 0), value(0, 0, 0));
  EXPECT_EQ(at(out[0], 9, 2), value(0, 0, 3));
  EXPECT_EQ(at(out[0], 11, 14), value(0, 0, 31));
  EXPECT_EQ(at(out[0], 1, 2), value(0, 5, 3));
  EXPECT_EQ(at(out[0], 9, 3), value(1, 9, 3)); // Odd columns stay.
  for (uint32_t column = 0; column < 32; ++column)
    EXPECT_EQ(at(out[1], 0, column), value(0, 0, column));
}

TEST_F(Statistics, BlocksAreCombined) {
  auto sums = [](const std::string &tile) {
    return "two_pass_stats_update_shifted_rows<TwoPassAccumulation::ShiftedSum, "
           "TwoPassAnchor::Initialise>(" +
           tile +
           ", 0, 32); two_pass_stats_finish_shifted_mean(bits(1 / 32.f)); "
           "two_pass_stats_update_rows(" +
           tile + ", 0, 32); ";
  };
  std::string text = "two_pass_stats_init_shifted(); " + sums("0") +
                     "two_pass_stats_save_state(2); " + sums("1") +
                     "two_pass_stats_combine_block(2, bits(1 / 64.f), bits(32.f)); "
                     "two_pass_stats_finalize_to_row(2, bits(1 / 64.f));";
  std::vector<Words> out = run({text + show("2"), text + show("3")});
  for (uint32_t column = 0; column < 32; ++column) {
    auto [mean, squares] = momentsOf(column, 2);
    EXPECT_NEAR(at(out[0], 0, column), mean, 2e-7 * mean) << column;
    EXPECT_NEAR(at(out[1], 0, column), squares / 64, 2e-6 * squares / 64) << column;
  }
}

TEST_F(Statistics, AllColumnsOfATileInOne) {
  for (bool average : {true, false}) {
    std::string text =
        "two_pass_stats_init_shifted(); two_pass_stats_update_shifted_rows<"
        "TwoPassAccumulation::ShiftedSum, TwoPassAnchor::Initialise>(0, 0, 32); "
        "two_pass_stats_finish_shifted_mean(bits(1 / 32.f)); two_pass_stats_update_rows(0, 0, 32); "
        "two_pass_stats_finalize_and_combine_to_face<true, " +
        std::string(average ? "true" : "false") + ">(1, 1, bits(1 / 32.f));";
    std::vector<Words> out = run({text + show("1"), text + show("2")});
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < 1024; ++i)
      sum += value(0, i / 32, i % 32);
    for (uint32_t i = 0; i < 1024; ++i)
      squares += std::pow(value(0, i / 32, i % 32) - sum / 1024, 2);
    for (uint32_t column = 0; column < 16; ++column) {
      EXPECT_NEAR(at(out[0], 4, column), sum / 1024, 2e-7 * sum / 1024);
      EXPECT_NEAR(at(out[1], 7, column), squares / (average ? 1024 : 32),
                  2e-6 * squares / (average ? 1024 : 32));
    }
  }
}

TEST_F(Statistics, AnotherFunctionWritesOverTheRegisters) {
  EXPECT_EQ(faultOf("welford_init(); welford_update<0>(0, 0, divided); rsqrt_tile_init(); "
                    "rsqrt_tile(1); welford_init<WelfordInitMode::PreserveStats>(); "
                    "welford_update<0>(1, 32, divided);"),
            Rule::UninitialisedRead);
  EXPECT_NE(message.find("save the state"), std::string::npos) << message;
  EXPECT_EQ(faultOf("welford_init(); welford_update<0>(0, 0, divided); welford_save_state(2); "
                    "rsqrt_tile_init(); rsqrt_tile(1); "
                    "welford_init<WelfordInitMode::PreserveStats>(); welford_restore_state(2); "
                    "welford_update<0>(1, 32, divided);"),
            Rule::Deadlock);
  EXPECT_EQ(faultOf("two_pass_stats_init_shifted(); two_pass_stats_update_rows(0, 0, 32);"),
            Rule::UninitialisedRead);
  EXPECT_EQ(faultOf(passes("true", "false") +
                    "two_pass_stats_finalize_split_mean_to_row(2, bits(1 / 77.f));"),
            Rule::UninitialisedRead);
}

TEST_F(Statistics, TheRecurrenceNeedsItsOwnInit) {
  EXPECT_EQ(faultOf("two_pass_stats_init_shifted(); two_pass_stats_clear(); "
                    "welford_update<0>(0, 0, divided);"),
            Rule::MissingInit);
  EXPECT_EQ(faultOf("rsqrt_tile_init(); two_pass_stats_clear();"), Rule::MissingInit);
  // Transposing in DST writes over the instructions of the recurrence, not over the registers.
  const std::string transposed = "welford_init(); welford_update<0>(0, 0, divided); "
                                 "transpose_dest_init<true>(); transpose_dest<true>(1); ";
  EXPECT_EQ(faultOf(transposed + "welford_update<0>(1, 32, divided);"), Rule::MissingInit);
  EXPECT_EQ(faultOf(transposed + "welford_init<WelfordInitMode::PreserveStats>(); "
                                 "welford_update<0>(1, 32, divided);"),
            Rule::Deadlock);
  EXPECT_EQ(faultOf("transpose_dest_init<true>(); welford_init(); transpose_dest<true>(1);"),
            Rule::MissingInit);
}

TEST_F(Statistics, RowsOutsideATileAreRefused) {
  EXPECT_EQ(faultOf("welford_init(); welford_update_rows<0>(0, 0, 20, 13, divided);"),
            Rule::ArgumentRange);
}

TEST_F(Statistics, Normalizing) {
  std::vector<Words> out = run({"sfpu_bcast_col_init(); sfpu_normalize_bcast_col(0, 1, 2);",
                                "sfpu_bcast_col_init(); sfpu_normalize_bcast_col_two_tiles(3, 0, "
                                "1, 2);",
                                "sfpu_bcast_col_init(); sfpu_residual_normalize_bcast_col(0, 3, "
                                "1, 2);",
                                "sfpu_normalize_bcast_scalar_init(); "
                                "sfpu_normalize_bcast_scalar(0, 1, 2);"});
  for (uint32_t row = 0; row < 32; ++row)
    for (uint32_t column = 0; column < 32; ++column) {
      float data = value(0, row, column), mean = value(1, row, 0), factor = value(2, row, 0);
      EXPECT_EQ(at(out[0], row, column), (data - mean) * factor);
      EXPECT_EQ(at(out[1], row, column), (data - mean) * factor);
      EXPECT_EQ(at(out[2], row, column), (data + value(3, row, column) - mean) * factor);
      EXPECT_EQ(at(out[3], row, column), (data - value(1, 0, 0)) * value(2, 0, 0));
    }
}

} // namespace
