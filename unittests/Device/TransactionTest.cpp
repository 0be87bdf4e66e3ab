//===- TransactionTest.cpp - Transaction ids, state, posted writes --------===//
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

const std::string add = computeText("  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n",
                                    "    add_tiles(0, 1, 0, 0, 0);\n");

/// Runs the kernels; returns the rule that they break, if they break one. Checks the sums if not.
std::optional<Rule> ruleOf(const std::string &reader, const std::string &writer = goodWriter) {
  SingleCore program;
  program.headers = "#include \"api/core_local_mem.h\"\n#include \"api/dataflow/noc.h\"\n"
                    "#include \"api/tensor/noc_traits.h\"\n";
  try {
    program.run(reader, add, writer);
  } catch (const DeviceError &error) {
    return error.rule();
  }
  for (float value : program.result())
    EXPECT_EQ(value, 3.0f);
  return std::nullopt;
}

std::string replaced(std::string text, const std::string &what, const std::string &by) {
  EXPECT_NE(text.find(what), std::string::npos) << what;
  return text.replace(text.find(what), what.size(), by);
}

/// Asks for one tile of `a` and, with another id, for one of `b`, and waits for each alone.
const std::string twoTransactions = "  for (uint32_t i = 0; i < 4; ++i) {\n"
                                    "    cb_reserve_back(0, 1);\n"
                                    "    cb_reserve_back(1, 1);\n"
                                    "    noc_async_read_set_trid(1);\n"
                                    "    noc_async_read_page(i, a, get_write_ptr(0));\n"
                                    "    noc_async_read_set_trid(2);\n"
                                    "    noc_async_read_page(i, b, get_write_ptr(1));\n"
                                    "    noc_async_read_barrier_with_trid(1);\n"
                                    "    cb_push_back(0, 1);\n"
                                    "    noc_async_read_barrier_with_trid(2);\n"
                                    "    cb_push_back(1, 1);\n"
                                    "  }\n";

TEST(Transaction, ABarrierWaitsForItsOwnReads) {
  EXPECT_EQ(ruleOf(twoTransactions), std::nullopt);
  // A barrier without an id waits for all.
  EXPECT_EQ(ruleOf(replaced(twoTransactions, "noc_async_read_barrier_with_trid(1)",
                            "noc_async_read_barrier()")),
            std::nullopt);
  EXPECT_EQ(ruleOf(replaced(twoTransactions, "barrier_with_trid(1)", "barrier_with_trid(3)")),
            Rule::PublishBeforeBarrier);
  // An id stays until another is set: both reads have it, and the first barrier waits for both.
  EXPECT_EQ(ruleOf(replaced(twoTransactions, "    noc_async_read_set_trid(2);\n", "")),
            std::nullopt);
  EXPECT_EQ(ruleOf(replaced(twoTransactions, "set_trid(1)", "set_trid(16)")), Rule::ArgumentRange);
}

TEST(Transaction, WaitsLessThanABarrierForAll) {
  // One tile a transaction, of which the first is ready first.
  auto cyclesOf = [](const std::string &reader) {
    SingleCore program;
    return program.run(reader, add, goodWriter).totalCycles;
  };
  std::string all =
      replaced(twoTransactions, "noc_async_read_barrier_with_trid(1)", "noc_async_read_barrier()");
  EXPECT_LE(cyclesOf(twoTransactions), cyclesOf(all));
}

TEST(Transaction, AFlushCoversItsOwnWrites) {
  const std::string writer = "  for (uint32_t i = 0; i < 4; ++i) {\n"
                             "    cb_wait_front(16, 1);\n"
                             "    noc_async_write_one_packet_with_trid(get_read_ptr(16), "
                             "c.get_noc_addr(i), 2048, i % 2);\n"
                             "    noc_async_write_flushed_with_trid(i % 2);\n"
                             "    cb_pop_front(16, 1);\n"
                             "  }\n"
                             "  noc_async_write_barrier_with_trid(0);\n"
                             "  noc_async_write_barrier_with_trid(1);\n";
  EXPECT_EQ(ruleOf(goodReader, writer), std::nullopt);
  EXPECT_EQ(
      ruleOf(goodReader, replaced(writer, "flushed_with_trid(i % 2)", "flushed_with_trid(2)")),
      Rule::ReuseBeforeFlush);
  EXPECT_EQ(ruleOf(goodReader, replaced(writer, "  noc_async_write_barrier_with_trid(1);\n", "")),
            Rule::ExitBeforeBarrier);
}

TEST(Transaction, OfTheNetworksMethods) {
  std::string reader = "  Noc noc;\n" + twoTransactions;
  for (const char *id : {"1", "2"}) {
    reader = replaced(reader, std::string("    noc_async_read_set_trid(") + id + ");\n", "");
    const char *tensor = id[0] == '1' ? "a" : "b", *cb = id[0] == '1' ? "0" : "1";
    reader = replaced(
        reader, std::string("noc_async_read_page(i, ") + tensor + ", get_write_ptr(" + cb + "));",
        std::string("noc.async_read<NocOptions::TXN_ID>(") + tensor +
            ", CoreLocalMem<uint32_t>(get_write_ptr(" + cb +
            ")), 2048, {.page_id = i}, {}, {.trid = " + id + "});");
    reader =
        replaced(reader, std::string("noc_async_read_barrier_with_trid(") + id + ")",
                 std::string("noc.async_read_barrier<NocOptions::TXN_ID>({.trid = ") + id + "})");
  }
  // The text's own headers come first.
  EXPECT_EQ(ruleOf("  //\n" + reader), std::nullopt);
  EXPECT_EQ(ruleOf(replaced(reader, "barrier<NocOptions::TXN_ID>({.trid = 1})",
                            "barrier<NocOptions::TXN_ID>({.trid = 2})")),
            Rule::PublishBeforeBarrier);
}

TEST(Transaction, StateOfReadsAndWrites) {
  std::string reader = goodReader;
  reader =
      replaced(reader, "noc_async_read_page(i, a, get_write_ptr(0));",
               "noc_async_read_one_packet_set_state(a.get_noc_addr(i), 2048);\n"
               "    noc_async_read_one_packet_with_state(a.get_noc_addr(i), get_write_ptr(0));");
  reader = replaced(reader, "noc_async_read_page(i, b, get_write_ptr(1));",
                    "noc_async_read_set_state(b.get_noc_addr(i));\n"
                    "    noc_async_read_with_state(b.get_noc_addr(i), get_write_ptr(1), 2048);");
  std::string writer =
      replaced(goodWriter, "noc_async_write_page(i, c, get_read_ptr(16));",
               "noc_async_write_one_packet_set_state(c.get_noc_addr(i), 2048);\n"
               "    noc_async_write_one_packet_with_state(get_read_ptr(16), c.get_noc_addr(i));");
  EXPECT_EQ(ruleOf(reader, writer), std::nullopt);
}

TEST(Transaction, PostedWritesHaveAFlushOfTheirOwn) {
  const std::string posted =
      replaced(replaced(goodWriter, "noc_async_write_page(i, c, get_read_ptr(16));",
                        "noc_async_write<NOC_MAX_BURST_SIZE + 1, true, true>(get_read_ptr(16), "
                        "c.get_noc_addr(i), 2048);"),
               "noc_async_write_barrier()", "noc_async_posted_writes_flushed()");
  EXPECT_EQ(ruleOf(goodReader, posted), std::nullopt);
  EXPECT_EQ(ruleOf(goodReader, replaced(posted, "noc_async_posted_writes_flushed()",
                                        "noc_async_writes_flushed()")),
            Rule::ReuseBeforeFlush);
  EXPECT_EQ(ruleOf(goodReader, replaced(posted, "noc_async_posted_writes_flushed()",
                                        "noc_async_full_barrier()")),
            std::nullopt);
}

} // namespace
