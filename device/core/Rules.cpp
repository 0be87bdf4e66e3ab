//===- Rules.cpp - The list of rules --------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// One table feeds the messages' names, `tilium-device rules` and the page docs/device-rules.md.
//
//===----------------------------------------------------------------------===//

#include "core/Error.h"

namespace tilium::device {

namespace {

constexpr const char *noc = "NoC", *buffers = "circular buffers", *engines = "compute engines",
                     *memory = "memory", *synchronisation = "synchronisation", *program = "program";

const std::vector<RuleInfo> table = {
    {Rule::ReadBeforeBarrier, "read-before-barrier", noc,
     "Local memory is used while a NoC read still fills it.",
     "noc_async_read_barrier() between the read and the first use of its data.",
     "whatever the memory holds at that time, as on silicon"},
    {Rule::PublishBeforeBarrier, "publish-before-barrier", noc,
     "cb_push_back() hands over a page that a NoC read of the same kernel still fills.",
     "noc_async_read_barrier() before cb_push_back().",
     "the page as handed over; its data may come late"},
    {Rule::ReuseBeforeFlush, "reuse-before-flush", noc,
     "Memory is given up or changed while a NoC write still takes its data from there.",
     "noc_async_writes_flushed() or noc_async_write_barrier() before cb_pop_front() or before "
     "the memory is written again.",
     "the memory reused; the write sends what it took at its call"},
    {Rule::ExitBeforeBarrier, "exit-before-barrier", noc,
     "A kernel ends with transfers or semaphore operations it never waited for, or with a linked "
     "multicast that no last one closes.",
     "noc_async_read_barrier(), noc_async_write_barrier() or noc_async_atomic_barrier() at the "
     "kernel's end; the last multicast of a chain not linked.",
     "the kernel ended; what is under way still arrives"},
    {Rule::CbOverflow, "cb-overflow", buffers,
     "More pages are reserved than the buffer has, or pages are pushed, packed or filled that were "
     "not reserved.",
     "cb_reserve_back() for at least the pages that are then written and pushed, and never for "
     "more than the buffer holds.",
     "the page written and pushed without room for it; what can never succeed ends the run"},
    {Rule::CbUnderflow, "cb-underflow", buffers,
     "Pages are popped or read that were not waited for, or more are waited for than the buffer "
     "has.",
     "cb_wait_front() for at least the pages that are then read and popped.",
     "the page read as it is, or popped if it is there; what can never succeed ends the run"},
    {Rule::CbWrap, "cb-wrap", buffers,
     "Pages that are pushed, popped, read or packed together straddle the end of the buffer.",
     "Counts that divide the buffer's number of pages, so that no group crosses its end.", nullptr},
    {Rule::CbImbalance, "cb-imbalance", buffers,
     "A program ends with pages that were pushed and not popped.",
     "As many pages popped as pushed, in every buffer on every core.", "the results as they are"},
    {Rule::CbProducer, "cb-producer", buffers,
     "A second processor reserves or pushes pages of a buffer that has a producer.",
     "One producing processor for each buffer of a core.", "both as producers"},
    {Rule::CbConsumer, "cb-consumer", buffers,
     "A second processor waits for or pops pages of a buffer that has a consumer.",
     "One consuming processor for each buffer of a core.", "both as consumers"},
    {Rule::CbUnknown, "cb-unknown", buffers,
     "A circular buffer is used that the program does not configure on this core.",
     "CreateCircularBuffer() for the buffer's index on all cores whose kernels use it.", nullptr},
    {Rule::DstOutsideAcquire, "dst-outside-acquire", engines,
     "DST is used, or a step of its handover taken, by a processor that does not hold it.",
     "On the math side tile_regs_acquire(), operations, tile_regs_commit(); on the pack side "
     "tile_regs_wait(), pack_tile(), tile_regs_release(); in this order for each section.",
     "the step as the hardware's counter of sections takes it, on whatever that section holds"},
    {Rule::DstOutOfRange, "dst-out-of-range", engines,
     "A tile index is not below the number of tiles DST holds in this mode.",
     "Indices below 8 (16-bit DST) or 4 (fp32_dest_acc_en), twice as many with dst_full_sync_en.",
     nullptr},
    {Rule::FormatMismatch, "format-mismatch", engines,
     "The unpacker or packer is configured for another data format than the buffer's.",
     "reconfig_data_format() or pack_reconfig_data_format() when the next buffer's format differs "
     "from the one before.",
     "the buffer's own format, where silicon would misread its bits"},
    {Rule::MissingInit, "missing-init", engines,
     "An operation is called without its init, after the init of another one, or before "
     "compute_kernel_hw_startup().",
     "compute_kernel_hw_startup() first; the operation's own init after any other one's.",
     "the operation as if its init had been called, where silicon would do something else"},
    {Rule::UninitialisedRead, "uninitialised-read", memory,
     "Memory or a tile of DST is read, sent or packed that nobody wrote.",
     "Every page filled before it is pushed, sent or unpacked; every DST tile written before it is "
     "packed.",
     "the poison that stands there: NaN in every floating-point format"},
    {Rule::NocAlignment, "noc-alignment", noc,
     "Source and destination of a transfer do not agree modulo the alignment of the memory.",
     "Local and remote addresses equal modulo 16 bytes for L1, 32 (Wormhole) or 64 (Blackhole) "
     "bytes for reads of DRAM.",
     "the bytes as asked for, where silicon would move others"},
    {Rule::NocAddress, "noc-address", noc,
     "A transfer goes to or comes from a place that is neither a core nor a buffer in DRAM, or a "
     "multicast counts its receivers wrongly.",
     "Coordinates of workers or DRAM banks; page indices inside the buffer; the number of "
     "receivers of the rectangle, without the sender unless it is the loopback form.",
     nullptr},
    {Rule::L1Overrun, "l1-overrun", memory,
     "A local address is outside L1 or in the firmware's part, or the circular buffers of a core "
     "need more L1 than is free below its buffers.",
     "Addresses from the allocator, circular buffers or semaphores; smaller or fewer buffers.",
     nullptr},
    {Rule::OutOfMemory, "out-of-memory", memory, "A buffer does not fit the memory it asks for.",
     "Smaller buffers, or buffers released when they are no longer used.", nullptr},
    {Rule::SemaphoreMisuse, "semaphore-misuse", synchronisation,
     "A semaphore is used that the program does not create on this core, lies misaligned, or is "
     "set to a negative number.",
     "CreateSemaphore() on all cores that use it; get_semaphore() for its address; counts from 0.",
     "the word as it is"},
    {Rule::ArgumentRange, "argument-range", program,
     "An argument is read or set that is not there, or has a value that the call does not take.",
     "As many runtime arguments set on each core as its kernel reads.", nullptr},
    {Rule::DataRace, "data-race", synchronisation,
     "Memory is used while a NoC write into it is still on its way, with nothing that orders the "
     "two.",
     "A semaphore raised behind the data and waited for by the receiver; noc_async_write_barrier() "
     "before others are told to read.",
     "what the memory holds at that time"},
    {Rule::Deadlock, "deadlock", synchronisation,
     "Every processor that has not ended waits, and nothing is under way that could wake one.",
     "For each wait a push, pop or semaphore operation of another processor that comes.", nullptr},
    {Rule::CycleLimit, "cycle-limit", synchronisation,
     "A run takes more cycles than its limit, or a kernel loops without calling the device.",
     "Loops that end; waiting through noc_semaphore_wait() or cb_wait_front(); a higher limit for "
     "long programs.",
     nullptr},
    {Rule::KernelCrash, "kernel-crash", program,
     "A kernel uses memory that is none, or divides by zero.",
     "Pointers from get_write_ptr(), get_read_ptr(), get_semaphore() or the host's L1 addresses.",
     nullptr},
    {Rule::KernelCompile, "kernel-compile", program, "The host compiler refused a kernel.",
     "A kernel in the spelling of TT-Metalium 0.81.", nullptr},
    {Rule::HostUsage, "host-usage", program, "The host program misuses a call of the host API.",
     "What the message says about the call it names.", nullptr},
    {Rule::WrongProcessor, "wrong-processor", program,
     "A call is made on a processor that does not have it.",
     "NoC calls in data movement kernels, calls of the engines in compute kernels.", nullptr},
    {Rule::Unsupported, "unsupported", program,
     "The kernel uses something real that the device does not model.",
     "What the message proposes; docs/device.md lists what is not modelled.", nullptr},
};

} // namespace

const std::vector<RuleInfo> &allRules() { return table; }

const RuleInfo &ruleInfo(Rule rule) {
  for (const RuleInfo &info : table)
    if (info.rule == rule)
      return info;
  throw std::logic_error("a rule is missing from the table in core/Rules.cpp");
}

const RuleInfo *findRule(std::string_view name) {
  for (const RuleInfo &info : table)
    if (name == info.name)
      return &info;
  return nullptr;
}

const char *ruleName(Rule rule) { return ruleInfo(rule).name; }

} // namespace tilium::device
