//===- PointerTest.cpp - Races of kernels' own pointers -------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "SingleCore.h"

#include <gtest/gtest.h>

#include <optional>

using namespace tilium::device;
using namespace tilium::device::test;

namespace {

/// What a reader that does `touch` to its page `pointer` points to breaks, before or after the
/// barrier.
std::optional<DeviceError> errorOf(const std::string &touch, bool afterBarrier) {
  const std::string barrier = "    noc_async_read_barrier();\n";
  SingleCore program;
  program.headers = "#include <cstdint>\n#include <cstring>\nuint32_t kept[16];\n";
  try {
    program.run("  for (uint32_t i = 0; i < 4; ++i) {\n"
                "    cb_reserve_back(0, 1);\n"
                "    auto *pointer = reinterpret_cast<uint32_t *>(get_write_ptr(0));\n"
                "    noc_async_read_page(i, a, get_write_ptr(0));\n" +
                    (afterBarrier ? barrier + touch : touch + barrier) +
                    "    cb_push_back(0, 1);\n"
                    "    cb_wait_front(0, 1);\n"
                    "    cb_pop_front(0, 1);\n"
                    "  }\n",
                "", "");
  } catch (const DeviceError &error) {
    return error;
  }
  return std::nullopt;
}

TEST(Pointer, MemoryThatAReadFillsIsNotUsedBeforeItsBarrier) {
  for (const char *touch :
       {"    kept[0] = pointer[511];\n", "    pointer[3] = 7;\n",
        "    kept[1] = *reinterpret_cast<volatile tt_l1_ptr uint16_t *>(pointer + 9);\n",
        "    memcpy(kept, pointer + 8, sizeof kept);\n",
        "    for (uint32_t j = 0; j < 16; ++j) kept[j] += pointer[j];\n"}) {
    std::optional<DeviceError> error = errorOf(touch, false);
    ASSERT_TRUE(error) << touch;
    EXPECT_EQ(error->rule(), Rule::ReadBeforeBarrier) << error->what();
    EXPECT_EQ(error->kernel(), "reader.cpp");
    EXPECT_NE(error->message().find("through a pointer"), std::string::npos) << error->what();
    EXPECT_FALSE(errorOf(touch, true)) << touch;
  }
}

TEST(Pointer, OtherMemoryIsFree) {
  EXPECT_FALSE(errorOf("    kept[2] += i;\n    pointer[(i % 2 ? -512 : 512) + 3] = 1;\n", false));
  EXPECT_FALSE(errorOf("    kept[3] = kept[4] + i;\n", false));
}

TEST(Pointer, MemoryThatNobodyWroteIsNotRead) {
  const std::string page = "    auto *half = reinterpret_cast<uint16_t *>(get_write_ptr(1));\n"
                           "    auto *word = reinterpret_cast<volatile uint32_t *>(half);\n";
  auto ruleOf = [&](const std::string &touch) {
    std::optional<DeviceError> error = errorOf(page + touch, true);
    return error ? std::optional(error->rule()) : std::nullopt;
  };
  for (const char *touch : {"    kept[0] = half[7];\n", "    kept[0] = *word;\n",
                            "    half[3] += 1;\n", "    memcpy(kept, half + 16, sizeof kept);\n",
                            "    for (uint32_t j = 0; j < 16; ++j) kept[j] += half[j];\n"})
    EXPECT_EQ(ruleOf(touch), Rule::UninitialisedRead) << touch;
  EXPECT_EQ(ruleOf("    half[6] = 1;\n    kept[0] = half[7] + half[6];\n"), std::nullopt);
  EXPECT_EQ(ruleOf("    half[4] = 0xFFC5;\n    kept[0] = half[4];\n    *word = 3;\n"
                   "    memcpy(kept, half, sizeof kept);\n"),
            std::nullopt);
}

/// A kernel on each data movement processor of one core. The first, `send`, has 2 KiB of its own at
/// `from`; both know `to`, another 2 KiB, its address `there` on the network, and a `flag`.
struct Pair {
  std::string send, receive;

  std::optional<DeviceError> run(const RunOptions &options = {}) {
    const std::string names =
        "  const uint32_t to = get_write_ptr(1);\n"
        "  const uint64_t there = get_noc_addr(to);\n"
        "  auto *word = reinterpret_cast<uint32_t *>(to);\n"
        "  auto *polled = reinterpret_cast<volatile tt_l1_ptr uint32_t *>(to);\n"
        "  auto *flag = reinterpret_cast<volatile uint32_t *>(get_semaphore(0));\n";
    const std::string own =
        "  const uint32_t from = get_write_ptr(0);\n"
        "  for (uint32_t i = 0; i < 512; ++i) reinterpret_cast<uint32_t *>(from)[i] = i + 1;\n";
    SingleCore program;
    program.headers = "#include <cstdint>\nuint32_t kept[16];\n";
    try {
      report = program.run(names + receive, "", names + own + send, options);
    } catch (const DeviceError &error) {
      return error;
    }
    return std::nullopt;
  }
  std::optional<Rule> rule() {
    std::optional<DeviceError> error = run();
    return error ? std::optional(error->rule()) : std::nullopt;
  }
  RunReport report;
};

const std::string transfer = "  noc_async_write(from, there, 2048);\n";
const std::string barrier = "  noc_async_write_barrier();\n";
const std::string raise = "  noc_semaphore_set(flag, 1);\n";
const std::string await = "  noc_semaphore_wait(flag, 1);\n";

TEST(Race, ASignalThatOvertakesItsData) {
  for (const char *use : {"  kept[0] = word[100];\n", "  word[100] = 0;\n",
                          "  noc_async_write(to, get_noc_addr(get_write_ptr(16)), 64);\n  "
                          "noc_async_write_barrier();\n"}) {
    Pair early{transfer + raise + barrier, await + use};
    std::optional<DeviceError> error = early.run();
    ASSERT_TRUE(error) << use;
    EXPECT_EQ(error->rule(), Rule::DataRace) << error->what();
    EXPECT_EQ(error->kernel(), "reader.cpp");
    EXPECT_NE(error->message().find("'writer.cpp' on core (0,0)"), std::string::npos);
    EXPECT_EQ((Pair{transfer + barrier + raise, await + use}).rule(), std::nullopt) << use;
  }
}

TEST(Race, PollingIsNone) {
  // The last word of the data is its flag: it is looked at until it has come.
  Pair polls{transfer + barrier, "  while (polled[511] != 512) {}\n  kept[0] = word[100];\n"};
  EXPECT_EQ(polls.rule(), Rule::UninitialisedRead); // The flag has no value to begin with.
  const std::string cleared = "  polled[511] = 0;\n" + raise;
  polls.receive = cleared + polls.receive;
  polls.send = await + polls.send;
  EXPECT_EQ(polls.rule(), std::nullopt);
  // Words of a semaphore's size are flags wherever they lie, and many may be looked at in turn.
  Pair flags{await + "  noc_inline_dw_write(there, 9);\n  noc_async_write_barrier();\n",
             "  polled[0] = polled[1] = 0;\n" + raise +
                 "  while (polled[0] != 9 && polled[1] != 9) {}\n"};
  EXPECT_EQ(flags.rule(), std::nullopt);
}

TEST(Race, LookingOnceIsNotPolling) {
  Pair once{await + transfer + "  noc_semaphore_set(flag, 2);\n" + barrier,
            "  polled[7] = 0;\n" + raise +
                "  noc_semaphore_wait(flag, 2);\n  kept[0] = polled[7];\n"};
  EXPECT_EQ(once.rule(), Rule::DataRace);
  once.receive += "  while (polled[7] != 8) {}\n";
  EXPECT_EQ(once.rule(), std::nullopt);
}

TEST(Race, APollThatNeverEndsMeetsTheLimit) {
  RunOptions options;
  options.cycleLimit = 100000;
  Pair never{"", "  polled[0] = 0;\n  while (polled[0] != 1) {}\n"};
  std::optional<DeviceError> error = never.run(options);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->rule(), Rule::CycleLimit) << error->what();
  EXPECT_GE(error->cycle(), 100000u);
}

TEST(Race, WhoPollsIsLeftWhenTheRunEnds) {
  Pair broken{await + "  noc_semaphore_set(flag, 0 - 1);\n",
              "  struct Guard { ~Guard() { kept[0] = 1; } } guard;\n  polled[0] = 0;\n" + raise +
                  "  while (polled[0] != 1) {}\n"};
  EXPECT_EQ(broken.rule(), Rule::SemaphoreMisuse);
}

TEST(Race, TwoWritersOfOnePlace) {
  const std::string other = "  const uint32_t mine = get_write_ptr(16);\n"
                            "  for (uint32_t i = 0; i < 512; ++i)\n"
                            "    reinterpret_cast<uint32_t *>(mine)[i] = i + OFFSET;\n" +
                            await + "  noc_async_write(mine, there, 2048);\n" + barrier;
  auto with = [&](const char *offset) {
    std::string text = other;
    return text.replace(text.find("OFFSET"), 6, offset);
  };
  EXPECT_EQ((Pair{transfer + raise + barrier, with("2")}).rule(), Rule::DataRace);
  EXPECT_EQ((Pair{transfer + raise + barrier, with("1")}).rule(), std::nullopt) << "equal data";
  EXPECT_EQ((Pair{transfer + barrier + raise, with("2")}).rule(), std::nullopt);
}

TEST(Race, ReadingWhatIsOnItsWayToDram) {
  // Writes of one core arrive in order: the last is held up as long as any of them.
  const std::string write =
      "  for (uint32_t i = 0; i < 12; ++i) noc_async_write_page(1 + i % 3, c, from);\n"
      "  noc_async_write_page(0, c, from);\n";
  const std::string read =
      await + "  noc_async_read_page(0, c, to);\n  noc_async_read_barrier();\n";
  Pair early{write + raise + barrier, read}, late{write + barrier + raise, read};
  // A bank serves one after the other: only where the write is held up does the read come first.
  size_t races = 0;
  for (uint64_t seed = 1; seed <= 40; ++seed) {
    RunOptions options;
    options.delaySeed = seed;
    EXPECT_FALSE(late.run(options)) << seed;
    std::optional<DeviceError> error = early.run(options);
    races += error && error->rule() == Rule::DataRace;
  }
  EXPECT_GT(races, 0u);
}

TEST(Race, IsReportedAndTheRunGoesOn) {
  RunOptions options;
  options.lenient = true;
  Pair early{transfer + raise + barrier, await + "  kept[0] = word[100];\n"};
  EXPECT_FALSE(early.run(options));
  ASSERT_FALSE(early.report.faults.empty());
  EXPECT_EQ(early.report.faults[0].fault.rule(), Rule::DataRace);
}

TEST(Pointer, ErrorsLeaveFunctionsThatExpectNone) {
  // A destructor, and a function that the compiler knows to throw nothing.
  std::optional<DeviceError> error =
      errorOf("    struct Guard { ~Guard() { cb_pages_reservable_at_back(0, 1); } } guard;\n"
              "    struct Quiet { static uint32_t sum(const uint32_t *p) noexcept {\n"
              "      uint32_t all = 0; for (int j = 0; j < 64; ++j) all += p[j]; return all; } };\n"
              "    kept[5] = Quiet::sum(pointer);\n",
              false);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->rule(), Rule::ReadBeforeBarrier) << error->what();
}

} // namespace
