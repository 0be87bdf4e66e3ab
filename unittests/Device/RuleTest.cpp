//===- RuleTest.cpp - Each rule fires on a program that breaks it ---------===//
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

const std::string addSetup = "  compute_kernel_hw_startup(0, 1, 16);\n  add_init(0, 1);\n";
const std::string addBody = "    add_tiles(0, 1, 0, 0, 0);\n";
const std::string goodCompute = computeText(addSetup, addBody);

/// `text` with the first `what` replaced; the change must apply.
std::string changed(std::string text, const std::string &what, const std::string &with) {
  size_t place = text.find(what);
  EXPECT_NE(place, std::string::npos) << what;
  return text.replace(place, what.size(), with);
}

/// The rule that `call` breaks; none if it breaks none.
template <typename Call>
std::optional<Rule> ruleOf(Call call) {
  try {
    call();
  } catch (const DeviceError &error) {
    return error.rule();
  }
  return std::nullopt;
}

struct Mutant {
  const char *name;
  Rule rule;
  const char *kernel; ///< reader, compute or writer
  const char *what, *with;
};
void PrintTo(const Mutant &mutant, std::ostream *out) { *out << mutant.name; }

class RuleTest : public testing::TestWithParam<Mutant> {};

TEST_P(RuleTest, Fires) {
  const Mutant &mutant = GetParam();
  std::string reader = goodReader, compute = goodCompute, writer = goodWriter;
  std::string &text = mutant.kernel[0] == 'r' ? reader : mutant.kernel[0] == 'c' ? compute : writer;
  text = changed(text, mutant.what, mutant.with);
  SingleCore program;
  try {
    program.run(reader, compute, writer);
    FAIL() << "no error";
  } catch (const DeviceError &error) {
    EXPECT_STREQ(ruleName(error.rule()), ruleName(mutant.rule)) << error.what();
    if (error.hasLocation()) {
      EXPECT_GT(error.line(), 0);
      EXPECT_NE(error.file().find(".cpp"), std::string::npos);
    }
  }
  // The device survives: the same program without the fault runs.
  program.run(goodReader, goodCompute, goodWriter);
  for (float value : program.result())
    ASSERT_EQ(value, 3.0f);
}

INSTANTIATE_TEST_SUITE_P(
    DataMovement, RuleTest,
    testing::Values(
        Mutant{"DropReadBarrier", Rule::PublishBeforeBarrier, "reader",
               "    noc_async_read_barrier();\n", ""},
        Mutant{"SendBeforeBarrier", Rule::ReadBeforeBarrier, "reader",
               "    noc_async_read_barrier();\n",
               "    noc_async_write(get_write_ptr(0), a.get_noc_addr(i), 32);\n"
               "    noc_async_read_barrier();\n    noc_async_write_barrier();\n"},
        Mutant{"PushAcrossTheEnd", Rule::CbWrap, "reader", "    cb_push_back(0, 1);\n",
               "    if (i == 1) {\n      cb_reserve_back(0, 2);\n      cb_push_back(0, 2);\n"
               "    } else {\n      cb_push_back(0, 1);\n    }\n"},
        Mutant{"NetworkInCompute", Rule::WrongProcessor, "compute", "void kernel_main() {\n",
               "#include \"api/dataflow/dataflow_api.h\"\n\nvoid kernel_main() {\n"
               "  noc_async_read_barrier();\n"},
        Mutant{"DropReserve", Rule::CbOverflow, "reader", "    cb_reserve_back(0, 1);\n", ""},
        Mutant{"ReserveTooMuch", Rule::CbOverflow, "reader", "cb_reserve_back(0, 1)",
               "cb_reserve_back(0, 3)"},
        Mutant{"DropPush", Rule::Deadlock, "reader", "    cb_push_back(1, 1);\n", ""},
        Mutant{"PushOneMore", Rule::CbImbalance, "reader", "  for (uint32_t i = 0; i < 4; ++i) {",
               "  for (uint32_t i = 0; i < 5; ++i) {\n    if (i == 4) { cb_reserve_back(0, 1); "
               "cb_push_back(0, 1); break; }"},
        Mutant{"DropWriteBarrier", Rule::ReuseBeforeFlush, "writer",
               "    noc_async_write_barrier();\n", ""},
        Mutant{"BarrierAfterPop", Rule::ReuseBeforeFlush, "writer",
               "    noc_async_write_barrier();\n    cb_pop_front(16, 1);\n",
               "    cb_pop_front(16, 1);\n    noc_async_write_barrier();\n"},
        Mutant{"FlushOnly", Rule::ExitBeforeBarrier, "writer", "noc_async_write_barrier()",
               "noc_async_writes_flushed()"},
        Mutant{"DropWait", Rule::UninitialisedRead, "writer", "    cb_wait_front(16, 1);\n", ""},
        Mutant{"PopTwice", Rule::CbUnderflow, "writer", "    cb_pop_front(16, 1);\n",
               "    cb_pop_front(16, 1);\n    cb_pop_front(16, 1);\n"},
        Mutant{"UnknownBuffer", Rule::CbUnknown, "writer", "cb_wait_front(16, 1)",
               "cb_wait_front(7, 1)"},
        Mutant{"PageOutOfRange", Rule::NocAddress, "reader", "noc_async_read_page(i, a",
               "noc_async_read_page(i + 1000, a"},
        Mutant{"NoSuchCore", Rule::NocAddress, "reader",
               "noc_async_read_page(i, a, get_write_ptr(0))",
               "noc_async_read(get_noc_addr(40, 40, 0), get_write_ptr(0), 32)"},
        Mutant{"Misaligned", Rule::NocAlignment, "reader",
               "noc_async_read_page(i, a, get_write_ptr(0))",
               "noc_async_read(a.get_noc_addr(i), get_write_ptr(0) + 16, 32)"},
        Mutant{"PastL1", Rule::L1Overrun, "reader", "noc_async_read_page(i, a, get_write_ptr(0))",
               "noc_async_read_page(i, a, MEM_L1_SIZE - 32)"},
        Mutant{"IntoFirmware", Rule::L1Overrun, "reader",
               "noc_async_read_page(i, a, get_write_ptr(0))", "noc_async_read_page(i, a, 4096)"},
        Mutant{"OverwriteWhileSent", Rule::ReuseBeforeFlush, "writer",
               "    noc_async_write_barrier();\n",
               "    *reinterpret_cast<volatile tt_l1_ptr uint32_t *>(get_read_ptr(16)) = i;\n"
               "    noc_async_write_barrier();\n"},
        Mutant{"MissingArgument", Rule::ArgumentRange, "reader", "    cb_reserve_back(0, 1);\n",
               "    cb_reserve_back(get_arg_val<uint32_t>(9), 1);\n"},
        Mutant{"NoSemaphore", Rule::SemaphoreMisuse, "reader", "    cb_reserve_back(0, 1);\n",
               "    get_semaphore(3);\n    cb_reserve_back(0, 1);\n"},
        Mutant{"SemaphoreNeverSet", Rule::Deadlock, "reader", "    cb_reserve_back(0, 1);\n",
               "    noc_semaphore_wait(reinterpret_cast<volatile uint32_t *>(get_semaphore(0)), "
               "1);\n"},
        Mutant{"TwoProducers", Rule::CbProducer, "writer", "    cb_wait_front(16, 1);\n",
               "    cb_wait_front(16, 1);\n    cb_reserve_back(16, 1);\n"},
        Mutant{"TwoConsumers", Rule::CbConsumer, "reader", "    cb_push_back(1, 1);\n",
               "    cb_push_back(1, 1);\n    cb_wait_front(0, 1);\n    cb_pop_front(0, 1);\n"},
        Mutant{"ReadIntoUnreserved", Rule::CbOverflow, "reader", "    cb_push_back(1, 1);\n",
               "    cb_push_back(1, 1);\n    noc_async_read_page(i, a, get_write_ptr(0));\n"},
        Mutant{"NegativeSemaphore", Rule::SemaphoreMisuse, "reader", "    cb_reserve_back(0, 1);\n",
               "    noc_semaphore_set(reinterpret_cast<volatile uint32_t *>(get_semaphore(0)), "
               "0 - 1);\n"},
        Mutant{"ExitBeforeAtomic", Rule::ExitBeforeBarrier, "writer", "    cb_pop_front(16, 1);\n",
               "    cb_pop_front(16, 1);\n    noc_semaphore_inc(get_noc_addr(18, 18, "
               "get_semaphore(0)), 1);\n"},
        Mutant{"LinkNeverClosed", Rule::ExitBeforeBarrier, "writer",
               "    noc_async_write_barrier();\n",
               "    noc_async_write_multicast(get_read_ptr(16), get_noc_multicast_addr(19, 18, 20, "
               "18, get_read_ptr(16)), 32, 2, true);\n    noc_async_write_barrier();\n"},
        Mutant{"DoesNotCompile", Rule::KernelCompile, "reader", "cb_reserve_back(0, 1)",
               "cb_reserve_front(0, 1)"}));

INSTANTIATE_TEST_SUITE_P(
    Compute, RuleTest,
    testing::Values(
        Mutant{"DropStartup", Rule::MissingInit, "compute",
               "  compute_kernel_hw_startup(0, 1, 16);\n", ""},
        Mutant{"DropInit", Rule::MissingInit, "compute", "  add_init(0, 1);\n", ""},
        Mutant{"InitBeforeStartup", Rule::MissingInit, "compute",
               "  compute_kernel_hw_startup(0, 1, 16);\n",
               "  add_init(0, 1);\n  compute_kernel_hw_startup(0, 1, 16);\n"},
        Mutant{"AccumulateTwo", Rule::ArgumentRange, "compute", "    cb_reserve_back(16, 1);\n",
               "    cb_reserve_back(16, 1);\n    pack_reconfig_l1_acc(2);\n"},
        Mutant{"OtherInit", Rule::MissingInit, "compute", "add_init", "sub_init"},
        Mutant{"DropAcquire", Rule::DstOutsideAcquire, "compute", "    tile_regs_acquire();\n", ""},
        Mutant{"DropCommit", Rule::DstOutsideAcquire, "compute", "    tile_regs_commit();\n", ""},
        Mutant{"DropDstWait", Rule::DstOutsideAcquire, "compute", "    tile_regs_wait();\n", ""},
        Mutant{"DropRelease", Rule::DstOutsideAcquire, "compute", "    tile_regs_release();\n", ""},
        Mutant{"UseAfterCommit", Rule::DstOutsideAcquire, "compute", "    tile_regs_commit();\n",
               "    tile_regs_commit();\n    add_tiles(0, 1, 0, 0, 1);\n"},
        Mutant{"DstTooFar", Rule::DstOutOfRange, "compute", "add_tiles(0, 1, 0, 0, 0)",
               "add_tiles(0, 1, 0, 0, 8)"},
        Mutant{"PackTooFar", Rule::DstOutOfRange, "compute", "pack_tile(0, 16)",
               "pack_tile(8, 16)"},
        Mutant{"PackUnwritten", Rule::UninitialisedRead, "compute", "pack_tile(0, 16)",
               "pack_tile(1, 16)"},
        Mutant{"PackWithoutReserve", Rule::CbOverflow, "compute", "    cb_reserve_back(16, 1);\n",
               ""},
        Mutant{"ReadWithoutWait", Rule::CbUnderflow, "compute", "    cb_wait_front(0, 1);\n", ""},
        Mutant{"SfpuWithoutInit", Rule::MissingInit, "compute", "    tile_regs_commit();\n",
               "    exp_tile(0);\n    tile_regs_commit();\n"},
        Mutant{"DropComputePop", Rule::Deadlock, "compute", "    cb_pop_front(0, 1);\n", ""}),
    [](const testing::TestParamInfo<Mutant> &info) { return std::string(info.param.name); });

TEST(Rules, FormatMismatchNeedsReconfiguration) {
  SingleCore program(DataFormat::Float16_b, DataFormat::Float32);
  std::string wrong = changed(goodCompute, "compute_kernel_hw_startup(0, 1, 16)",
                              "compute_kernel_hw_startup(0, 1, 0)");
  try {
    program.run(goodReader, wrong, goodWriter);
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::FormatMismatch) << error.what();
    EXPECT_EQ(error.processor(), "pack");
  }
  program.run(goodReader,
              changed(wrong, "add_init(0, 1);", "add_init(0, 1); pack_reconfig_data_format(16);"),
              goodWriter);
  EXPECT_EQ(program.result()[0], 3.0f);
}

TEST(Rules, DeadlockNamesEveryWaiter) {
  SingleCore program;
  try {
    program.run("", goodCompute, goodWriter);
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::Deadlock);
    std::string text = error.what();
    for (const char *part : {"unpack", "math", "pack", "brisc", "compute.cpp:", "writer.cpp:",
                             "circular buffer 0", "circular buffer 16"})
      EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST(Rules, EndlessLoopReachesTheLimit) {
  SingleCore program;
  RunOptions options;
  options.cycleLimit = 100000;
  try {
    program.run("  while (!cb_pages_available_at_front(0, 1)) {}\n", "", "", options);
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::CycleLimit) << error.what();
  }
}

TEST(Rules, CompileErrorShowsTheKernelsLine) {
  SingleCore program;
  try {
    program.run("  no_such_call();\n", "", "");
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::KernelCompile);
    EXPECT_NE(std::string(error.what()).find("reader.cpp:9"), std::string::npos) << error.what();
  }
}

TEST(Rules, NamesAreDistinct) {
  std::vector<std::string> names;
  for (const RuleInfo &info : allRules()) {
    EXPECT_EQ(findRule(info.name), &info);
    EXPECT_EQ(&allRules()[static_cast<size_t>(info.rule)], &info) << info.name;
    names.emplace_back(info.name);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Memory, RunsOutWithAMessage) {
  Device device;
  Buffer kept = device.createBuffer(BufferType::L1, 2048, 64);
  EXPECT_EQ(kept.address % 16, 0u);
  EXPECT_EQ(ruleOf([&] { device.createBuffer(BufferType::L1, 2048, 64 * 1000); }),
            Rule::OutOfMemory);
  device.releaseBuffer(kept);
  EXPECT_THROW(device.releaseBuffer(kept), DeviceError);
}

TEST(Host, MisuseIsNamed) {
  Device device;
  EXPECT_EQ(ruleOf([&] { device.createBuffer(BufferType::Dram, 2048, 0); }), Rule::HostUsage);
  Buffer buffer = device.createBuffer(BufferType::Dram, 2048, 2);
  std::vector<std::byte> tooLong(2 * 2048 + 1);
  EXPECT_EQ(ruleOf([&] { device.write(buffer, tooLong); }), Rule::HostUsage);
  EXPECT_EQ(ruleOf([&] { device.read(buffer, tooLong); }), Rule::HostUsage);
}

TEST(Memory, CircularBuffersMustFitL1) {
  SingleCore program;
  ProgramDescriptor descriptor;
  descriptor.cbs.push_back(
      {2048 * 800, {{{0, 0}, {0, 0}}}, {{0, DataFormat::Float16_b, 2048}}, {}});
  try {
    program.device.run(descriptor);
    FAIL();
  } catch (const DeviceError &error) {
    EXPECT_EQ(error.rule(), Rule::L1Overrun);
  }
}

TEST(Globals, EachProcessorAndRunHasItsOwn) {
  SingleCore program;
  std::string compute = "uint32_t calls = 40;\n" + goodCompute;
  compute = changed(compute, "    tile_regs_acquire();\n",
                    "    tile_regs_acquire();\n    ++calls;\n"
                    "    if (calls != 41 + i) cb_wait_front(63, 1);\n");
  for (int run = 0; run < 2; ++run)
    EXPECT_NO_THROW(program.run(goodReader, compute, goodWriter));
  SingleCore other;
  EXPECT_NO_THROW(other.run(goodReader, compute, goodWriter));
}

} // namespace
