//===- Device.cpp - The mock device ---------------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"

#include "core/Machine.h"

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <tuple>

namespace tilium::device {

namespace {

const Architecture &architectureCalled(std::string_view name) {
  if (const Architecture *found = findArchitecture(name))
    return *found;
  throw DeviceError(Rule::HostUsage, "no architecture is called '" + std::string(name) +
                                         "'; there are wormhole_b0 and blackhole");
}

std::string text(Coordinate core) {
  return "(" + std::to_string(core.x) + "," + std::to_string(core.y) + ")";
}

} // namespace

struct Device::State {
  explicit State(const Architecture &architecture)
      : architecture(architecture), l1(architecture), dram(architecture),
        dramAllocator("DRAM", architecture.dramUnreservedBase, architecture.dramBankBytes,
                      architecture.dramAlignment),
        l1Allocator("L1", architecture.l1UnreservedBase, architecture.l1Bytes,
                    architecture.dramAlignment),
        compiler(architecture) {}

  const Architecture &architecture;
  LocalMemory l1;
  Dram dram;
  BankAllocator dramAllocator, l1Allocator;
  KernelCompiler compiler;

  Buffer allocate(Buffer buffer, uint64_t pagesPerBank, bool bottomUp);
  std::byte *page(const Buffer &buffer, uint32_t index) const;
  void eachCore(const CoreRanges &ranges, const std::string &what,
                const std::function<void(uint32_t, const CoreRange &)> &visit) const;
  Core &coreOf(Machine &machine, uint32_t index) const;
  void placeBuffers(Machine &machine, const ProgramDescriptor &program) const;
  void placeSemaphores(Machine &machine, const ProgramDescriptor &program) const;
  void placeKernels(Machine &machine, const ProgramDescriptor &program);
  /// `images` has one for a data movement kernel; for compute, those of unpack, math and pack.
  void placeKernel(Machine &machine, const KernelDescriptor &kernel,
                   const std::vector<const KernelImage *> &images);
  void addProcessor(Machine &machine, Core &core, tilium::Processor kind,
                    const KernelDescriptor &kernel, const KernelImage &image,
                    const CoreRange &range) const;
  RunReport report(Machine &machine) const;
};

Device::Device(std::string_view architecture)
    : state(std::make_unique<State>(architectureCalled(architecture))) {}
Device::~Device() = default;
Device::Device(Device &&) noexcept = default;
Device &Device::operator=(Device &&) noexcept = default;

const Architecture &Device::architecture() const { return state->architecture; }

Buffer Device::State::allocate(Buffer buffer, uint64_t pagesPerBank, bool bottomUp) {
  bool inDram = buffer.type == BufferType::Dram;
  uint64_t perBank = pagesPerBank * buffer.alignedPageSize;
  uint64_t offset =
      inDram ? dramAllocator.allocate(perBank) : l1Allocator.allocate(perBank, !bottomUp);
  if (offset + perBank > UINT32_MAX)
    throw DeviceError(Rule::OutOfMemory, "createBuffer: kernels address 4 GiB of each bank");
  buffer.address = static_cast<uint32_t>(offset);
  buffer.bytesPerBank = static_cast<uint32_t>(perBank);
  return buffer;
}

namespace {

uint32_t alignedTo(uint32_t bytes, uint32_t alignment) {
  return (bytes + alignment - 1) / alignment * alignment;
}

uint64_t product(const std::vector<uint32_t> &shape) {
  uint64_t result = 1;
  for (uint32_t extent : shape)
    result *= extent;
  return result;
}

std::string listOf(const std::vector<uint32_t> &shape) {
  std::string text;
  for (uint32_t extent : shape)
    text += (text.empty() ? "" : " x ") + std::to_string(extent);
  return text;
}

} // namespace

uint64_t Sharding::shardCount() const {
  uint64_t count = 1;
  for (size_t i = 0; i < tensorShape.size(); ++i)
    count *= (tensorShape[i] + shardShape[i] - 1) / shardShape[i];
  return count;
}

uint64_t Sharding::shardPages() const { return product(shardShape); }

std::pair<uint32_t, uint64_t> Sharding::place(uint32_t index) const {
  uint64_t shard = 0, inside = 0, shards = 1, pages = 1;
  for (size_t i = tensorShape.size(); i-- > 0;) {
    uint32_t at = index % tensorShape[i];
    index /= tensorShape[i];
    shard += at / shardShape[i] * shards;
    inside += at % shardShape[i] * pages;
    shards *= (tensorShape[i] + shardShape[i] - 1) / shardShape[i];
    pages *= shardShape[i];
  }
  return {static_cast<uint32_t>(shard % cores.size()), shard / cores.size() * pages + inside};
}

Buffer Device::createBuffer(BufferType type, uint32_t pageSize, uint32_t pageCount, bool bottomUp) {
  if (pageSize == 0 || pageCount == 0)
    throw DeviceError(Rule::HostUsage, "createBuffer: page size and page count must not be 0");
  const Architecture &architecture = state->architecture;
  bool dram = type == BufferType::Dram;
  uint32_t banks = dram ? architecture.dramBanks : architecture.coreCount();
  Buffer buffer{.type = type,
                .pageSize = pageSize,
                .alignedPageSize = alignedTo(pageSize, dram ? architecture.dramAlignment
                                                            : architecture.l1Alignment),
                .pageCount = pageCount,
                .sharding = nullptr};
  return state->allocate(buffer, (pageCount + banks - 1) / banks, bottomUp);
}

Buffer Device::createShardedBuffer(uint32_t pageSize, const Sharding &sharding, bool bottomUp) {
  auto refuse = [](const std::string &why) {
    throw DeviceError(Rule::HostUsage, "createShardedBuffer: " + why);
  };
  if (pageSize == 0 || product(sharding.tensorShape) == 0 || product(sharding.shardShape) == 0)
    refuse("page size, tensor and shards must not be empty");
  if (sharding.tensorShape.size() != sharding.shardShape.size())
    refuse("a tensor of " + listOf(sharding.tensorShape) + " pages cannot have shards of " +
           listOf(sharding.shardShape) + " pages: they differ in dimensions");
  if (product(sharding.tensorShape) > UINT32_MAX)
    refuse("a tensor has less than 4 Gi pages");
  if (sharding.cores.empty())
    refuse("there are no cores to lie on");
  for (Coordinate core : sharding.cores)
    workerCoordinate(core);
  Buffer buffer{.type = BufferType::L1,
                .pageSize = pageSize,
                .alignedPageSize = alignedTo(pageSize, state->architecture.l1Alignment),
                .pageCount = static_cast<uint32_t>(product(sharding.tensorShape)),
                .sharding = std::make_shared<Sharding>(sharding)};
  uint64_t perCore = (sharding.shardCount() + sharding.cores.size() - 1) / sharding.cores.size();
  return state->allocate(buffer, perCore * sharding.shardPages(), bottomUp);
}

void Device::releaseBuffer(const Buffer &buffer) {
  (buffer.type == BufferType::Dram ? state->dramAllocator : state->l1Allocator)
      .release(buffer.address);
}

std::byte *Device::State::page(const Buffer &buffer, uint32_t index) const {
  if (buffer.sharding) {
    auto [core, place] = buffer.sharding->place(index);
    Coordinate at = buffer.sharding->cores[core];
    return l1.data(at.y * architecture.gridX + at.x,
                   static_cast<uint32_t>(buffer.address + place * buffer.alignedPageSize));
  }
  bool inDram = buffer.type == BufferType::Dram;
  uint32_t banks = inDram ? architecture.dramBanks : architecture.coreCount();
  uint64_t offset = buffer.address + uint64_t{index / banks} * buffer.alignedPageSize;
  return inDram ? dram.data(index % banks, offset)
                : l1.data(index % banks, static_cast<uint32_t>(offset));
}

void Device::write(const Buffer &buffer, std::span<const std::byte> bytes) {
  if (bytes.size() > buffer.bytes())
    throw DeviceError(Rule::HostUsage, "write: " + std::to_string(bytes.size()) +
                                           " bytes do not fit a buffer of " +
                                           std::to_string(buffer.bytes()));
  for (uint32_t index = 0; uint64_t{index} * buffer.pageSize < bytes.size(); ++index) {
    size_t begin = size_t{index} * buffer.pageSize;
    size_t count = std::min<size_t>(buffer.pageSize, bytes.size() - begin);
    std::memcpy(state->page(buffer, index), bytes.data() + begin, count);
  }
}

void Device::read(const Buffer &buffer, std::span<std::byte> bytes) const {
  if (bytes.size() > buffer.bytes())
    throw DeviceError(Rule::HostUsage, "read: " + std::to_string(bytes.size()) +
                                           " bytes are more than the buffer's " +
                                           std::to_string(buffer.bytes()));
  for (uint32_t index = 0; uint64_t{index} * buffer.pageSize < bytes.size(); ++index) {
    size_t begin = size_t{index} * buffer.pageSize;
    size_t count = std::min<size_t>(buffer.pageSize, bytes.size() - begin);
    std::memcpy(bytes.data() + begin, state->page(buffer, index), count);
  }
}

std::vector<uint32_t> Device::tensorAccessorArgs(const Buffer &buffer) const {
  constexpr uint32_t isSharded = 1, isDram = 2; // The vendor's ArgConfig.
  if (!buffer.sharding)
    return {buffer.type == BufferType::Dram ? isDram : 0u, buffer.alignedPageSize};
  const Sharding &sharding = *buffer.sharding;
  std::vector<uint32_t> words{isSharded, buffer.alignedPageSize,
                              static_cast<uint32_t>(sharding.tensorShape.size()),
                              static_cast<uint32_t>(sharding.cores.size())};
  words.insert(words.end(), sharding.tensorShape.begin(), sharding.tensorShape.end());
  words.insert(words.end(), sharding.shardShape.begin(), sharding.shardShape.end());
  // Two cores a word, each x and y in a byte.
  for (size_t i = 0; i < sharding.cores.size(); ++i) {
    Coordinate at = workerCoordinate(sharding.cores[i]);
    uint32_t half = at.x << 8 | at.y;
    if (i % 2 == 0)
      words.push_back(half);
    else
      words.back() |= half << 16;
  }
  return words;
}

Coordinate Device::workerCoordinate(Coordinate logical) const {
  const Architecture &architecture = state->architecture;
  if (logical.x >= architecture.gridX || logical.y >= architecture.gridY)
    throw DeviceError(Rule::HostUsage, "core " + text(logical) + " is outside the grid");
  return {architecture.virtualColumns[logical.x], architecture.virtualRows[logical.y]};
}

std::span<std::byte> Device::l1(Coordinate logical, uint32_t offset, uint32_t bytes) {
  workerCoordinate(logical);
  if (uint64_t{offset} + bytes > state->architecture.l1Bytes)
    throw DeviceError(Rule::HostUsage, "l1: the range runs over the end of L1");
  return {state->l1.data(logical.y * state->architecture.gridX + logical.x, offset), bytes};
}

void Device::State::eachCore(const CoreRanges &ranges, const std::string &what,
                             const std::function<void(uint32_t, const CoreRange &)> &visit) const {
  for (const CoreRange &range : ranges) {
    if (range.end.x >= architecture.gridX || range.end.y >= architecture.gridY ||
        range.start.x > range.end.x || range.start.y > range.end.y)
      throw DeviceError(Rule::HostUsage, what + ": the core range " + text(range.start) + "-" +
                                             text(range.end) + " is not inside the grid of " +
                                             std::to_string(architecture.gridX) + "x" +
                                             std::to_string(architecture.gridY));
    for (uint32_t y = range.start.y; y <= range.end.y; ++y)
      for (uint32_t x = range.start.x; x <= range.end.x; ++x)
        visit(y * architecture.gridX + x, range);
  }
}

Core &Device::State::coreOf(Machine &machine, uint32_t index) const {
  if (machine.coreAt[index])
    return *machine.coreAt[index];
  auto core = std::make_unique<Core>();
  core->index = index;
  core->logical = {index % architecture.gridX, index / architecture.gridX};
  core->buffers.resize(architecture.circularBuffers);
  core->semaphoreDefined.assign(architecture.semaphores, false);
  core->report.core = core->logical;
  std::memset(l1.data(index, architecture.l1ZerosBase), 0, architecture.l1ZerosBytes);
  machine.coreAt[index] = core.get();
  machine.cores.push_back(std::move(core));
  return *machine.coreAt[index];
}

void Device::State::placeBuffers(Machine &machine, const ProgramDescriptor &program) const {
  std::vector<uint32_t> next(architecture.coreCount(), architecture.l1UnreservedBase);
  uint64_t limit = l1Allocator.lowest();
  auto nameOf = [](const CBDescriptor &descriptor) {
    return "circular buffer " + (descriptor.formatDescriptors.empty()
                                     ? std::string("without index")
                                     : std::to_string(descriptor.formatDescriptors[0].bufferIndex));
  };
  auto clash = [&](const CBDescriptor &descriptor, uint32_t offset) {
    std::string text = nameOf(descriptor) + " takes offsets " + std::to_string(offset) + " to " +
                       std::to_string(uint64_t{offset} + descriptor.totalSize) + " of L1, ";
    if (l1Allocator.lowestBytes() == 0)
      return text + "which ends at " + std::to_string(limit) + "; use smaller or fewer buffers";
    return text + "but an L1 buffer of " + std::to_string(l1Allocator.lowestBytes()) +
           " bytes a core lies at " + std::to_string(limit) +
           ": circular buffers grow from the bottom, L1 buffers from the top; make one of them "
           "smaller, or lay the circular buffer on the L1 buffer "
           "(set_globally_allocated_address)";
  };
  for (const CBDescriptor &descriptor : program.cbs) {
    // As with the real allocator, a buffer lies at one address on all of its cores.
    uint32_t offset = architecture.l1UnreservedBase;
    bool external = !descriptor.globallyAllocatedAddress.empty();
    eachCore(descriptor.coreRanges, "circular buffer",
             [&](uint32_t index, const CoreRange &) { offset = std::max(offset, next[index]); });
    if (external)
      offset = descriptor.globallyAllocatedAddress[0];
    offset = (offset + architecture.dramAlignment - 1) & ~(architecture.dramAlignment - 1);
    if (!external && uint64_t{offset} + descriptor.totalSize > limit)
      throw DeviceError(Rule::L1Overrun, clash(descriptor, offset));
    if (external && uint64_t{offset} + descriptor.totalSize > architecture.l1Bytes)
      throw DeviceError(Rule::L1Overrun, nameOf(descriptor) + " of " +
                                             std::to_string(descriptor.totalSize) +
                                             " bytes on the buffer at " + std::to_string(offset) +
                                             " runs over the end of L1");
    eachCore(descriptor.coreRanges, "circular buffer", [&](uint32_t index, const CoreRange &) {
      Core &core = coreOf(machine, index);
      if (!external) {
        next[index] = offset + descriptor.totalSize;
        poison(l1.data(index, offset), descriptor.totalSize);
      }
      for (const CBFormatDescriptor &format : descriptor.formatDescriptors) {
        if (format.bufferIndex >= architecture.circularBuffers)
          throw DeviceError(Rule::HostUsage, "circular buffer " +
                                                 std::to_string(format.bufferIndex) +
                                                 " does not exist; the chip has " +
                                                 std::to_string(architecture.circularBuffers));
        if (format.pageSize == 0 || descriptor.totalSize % format.pageSize != 0)
          throw DeviceError(Rule::HostUsage, "circular buffer " +
                                                 std::to_string(format.bufferIndex) + ": " +
                                                 std::to_string(descriptor.totalSize) +
                                                 " bytes are no multiple of its pages of " +
                                                 std::to_string(format.pageSize));
        if (!findFormat(format.dataFormat))
          throw DeviceError(Rule::HostUsage, "circular buffer " +
                                                 std::to_string(format.bufferIndex) +
                                                 " has a data format the device does not know");
        if (format.dataFormat == DataFormat::Fp8_e4m3 && architecture.name != "blackhole")
          throw DeviceError(Rule::HostUsage,
                            "circular buffer " + std::to_string(format.bufferIndex) +
                                " has the format Fp8_e4m3, which only blackhole has");
        CircularBuffer &buffer = core.buffers[format.bufferIndex];
        if (buffer.configured)
          throw DeviceError(Rule::HostUsage,
                            "circular buffer " + std::to_string(format.bufferIndex) +
                                " is configured twice on core " + text(core.logical));
        buffer.configured = true;
        buffer.offset = offset;
        buffer.bytes = descriptor.totalSize;
        buffer.pageBytes = format.pageSize;
        buffer.pages = descriptor.totalSize / format.pageSize;
        buffer.format = format.dataFormat;
        buffer.external = external;
        buffer.shared = descriptor.formatDescriptors.size() > 1;
      }
    });
  }
}

void Device::State::placeSemaphores(Machine &machine, const ProgramDescriptor &program) const {
  for (const SemaphoreDescriptor &semaphore : program.semaphores) {
    if (semaphore.id >= architecture.semaphores)
      throw DeviceError(Rule::HostUsage, "semaphore " + std::to_string(semaphore.id) +
                                             " does not exist; a core has " +
                                             std::to_string(architecture.semaphores));
    eachCore(semaphore.coreRanges, "semaphore", [&](uint32_t index, const CoreRange &) {
      coreOf(machine, index).semaphoreDefined[semaphore.id] = true;
      std::memcpy(l1.data(index, machine.semaphoreBase() + semaphore.id * architecture.l1Alignment),
                  &semaphore.initialValue, 4);
    });
  }
}

void Device::State::addProcessor(Machine &machine, Core &core, tilium::Processor kind,
                                 const KernelDescriptor &kernel, const KernelImage &image,
                                 const CoreRange &range) const {
  for (const auto &processor : machine.processors)
    if (&processor->core == &core && processor->kind == kind)
      throw DeviceError(Rule::HostUsage, "kernels '" + processor->kernelName + "' and '" +
                                             kernelName(kernel) + "' both want " +
                                             processorName(kind) + " of core " +
                                             text(core.logical));
  auto processor = std::make_unique<ProcessorState>(machine, core, kind, kernel, image);
  processor->relative = {core.logical.x - range.start.x, core.logical.y - range.start.y};
  for (const auto &[coordinate, words] : kernel.runtimeArgs)
    if (coordinate == core.logical)
      processor->arguments = &words;
  core.processors.push_back(processor.get());
  machine.processors.push_back(std::move(processor));
}

void Device::State::placeKernel(Machine &machine, const KernelDescriptor &kernel,
                                const std::vector<const KernelImage *> &images) {
  for (const auto &[core, words] : kernel.runtimeArgs)
    if (words.size() > architecture.runtimeArguments)
      throw DeviceError(Rule::ArgumentRange,
                        "kernel '" + kernelName(kernel) + "' has " + std::to_string(words.size()) +
                            " runtime arguments; at most " +
                            std::to_string(architecture.runtimeArguments) + " fit");
  eachCore(kernel.coreRanges, kernelName(kernel), [&](uint32_t index, const CoreRange &range) {
    Core &core = coreOf(machine, index);
    if (const auto *compute = std::get_if<ComputeConfig>(&kernel.config)) {
      constexpr tilium::Processor kinds[] = {tilium::Processor::Unpack, tilium::Processor::Math,
                                             tilium::Processor::Pack};
      for (size_t i = 0; i < std::size(kinds); ++i)
        addProcessor(machine, core, kinds[i], kernel, *images[i % images.size()], range);
      core.engine.configure(*compute,
                            architecture.dstTiles(compute->fp32DestAccEn, compute->dstFullSyncEn),
                            !machine.options.timingOnly);
      return;
    }
    const auto &movement = std::get<DataMovementConfig>(kernel.config);
    addProcessor(machine, core,
                 movement.processor == DataMovementProcessor::Brisc ? tilium::Processor::Brisc
                                                                    : tilium::Processor::Ncrisc,
                 kernel, *images[0], range);
  });
}

void Device::State::placeKernels(Machine &machine, const ProgramDescriptor &program) {
  // A text that is another one for each compute processor is compiled for each of them.
  std::deque<KernelDescriptor> variants;
  std::vector<const KernelDescriptor *> kernels;
  std::vector<size_t> first;
  for (const KernelDescriptor &kernel : program.kernels) {
    first.push_back(kernels.size());
    if (!branchesOnProcessor(kernel)) {
      kernels.push_back(&kernel);
      continue;
    }
    for (const char *processor : {"TRISC_UNPACK", "TRISC_MATH", "TRISC_PACK"}) {
      variants.push_back(kernel);
      variants.back().defines.emplace_back(processor, "1");
      kernels.push_back(&variants.back());
    }
  }
  first.push_back(kernels.size());
  std::vector<const KernelImage *> loaded =
      compiler.load(kernels, program.cbs, machine.options.poll);
  for (size_t i = 0; i < program.kernels.size(); ++i)
    placeKernel(machine, program.kernels[i],
                {loaded.begin() + static_cast<std::ptrdiff_t>(first[i]),
                 loaded.begin() + static_cast<std::ptrdiff_t>(first[i + 1])});
}

namespace {

TrafficReport traffic(const ResourceLoad &load) {
  return {load.bytes, load.transfers, load.busyCycles};
}

void addTraffic(RunReport &result, const Machine &machine) {
  for (const auto &core : machine.cores) {
    CoreReport line = core->report;
    for (uint8_t noc = 0; noc < 2; ++noc) {
      line.sent[noc] = traffic(machine.network.interfaceLoad(core->index, noc, true));
      line.received[noc] = traffic(machine.network.interfaceLoad(core->index, noc, false));
    }
    result.cores.push_back(line);
  }
  for (const LinkLoad &link : machine.network.linkLoads())
    result.links.push_back({link.noc, link.axis, link.from, traffic(link.load)});
  for (uint32_t bank = 0; bank < machine.architecture.dramBanks; ++bank)
    if (machine.network.dramLoad(bank).transfers)
      result.dramBanks.push_back({bank, traffic(machine.network.dramLoad(bank))});
}

void addCircularBuffers(RunReport &result, const Machine &machine) {
  for (const auto &core : machine.cores)
    for (uint32_t index = 0; index < core->buffers.size(); ++index) {
      CircularBuffer &buffer = core->buffers[index];
      if (!buffer.configured)
        continue;
      buffer.account(result.totalCycles);
      double cycles = static_cast<double>(std::max<uint64_t>(1, result.totalCycles));
      result.circularBuffers.push_back({core->logical, index, buffer.pages, buffer.pageBytes,
                                        buffer.received, buffer.highest,
                                        static_cast<double>(buffer.pageCycles) / cycles,
                                        buffer.producerWaits, buffer.consumerWaits});
    }
}

/// Lines in the order of processors, files and numbers: the order of memory would change with runs.
void addLines(RunReport &result, const Machine &machine) {
  std::map<std::tuple<tilium::Processor, std::string, std::string, int>, LineReport> lines;
  for (const auto &processor : machine.processors) {
    processor->settleLine();
    for (const auto &[place, account] : processor->lines) {
      const auto &[file, number] = place;
      LineReport &line = lines[{processor->kind, processor->kernelName, file, number}];
      line.processor = processorName(processor->kind);
      line.kernel = processor->kernelName;
      line.file = file;
      line.line = number;
      ++line.cores;
      line.calls += account.calls;
      line.cycles += account.cycles;
      uint64_t accounted = 0;
      for (size_t cause = 0; cause < std::size(account.waits); ++cause) {
        line.waitCycles[cause] += account.waits[cause];
        accounted += account.waits[cause];
      }
      for (WorkKind kind : {WorkKind::Engine, WorkKind::Vector}) {
        auto index = static_cast<size_t>(kind);
        line.workCycles[index] += account.work[index];
        accounted += account.work[index];
      }
      line.workCycles[static_cast<size_t>(WorkKind::Calls)] +=
          account.cycles - std::min(account.cycles, accounted);
    }
  }
  for (auto &[place, line] : lines)
    result.lines.push_back(std::move(line));
}

} // namespace

RunReport Device::State::report(Machine &machine) const {
  RunReport result;
  result.architecture = architecture.name;
  for (const auto &processor : machine.processors) {
    ProcessorReport line;
    line.core = processor->core.logical;
    line.processor = processorName(processor->kind);
    line.kernel = processor->kernelName;
    line.endCycle = processor->fiber.now();
    line.busyCycles = line.endCycle;
    for (size_t cause = 0; cause < static_cast<size_t>(WaitCause::Count); ++cause) {
      line.waitCycles[cause] = processor->waits[cause];
      line.busyCycles -= std::min(line.busyCycles, processor->waits[cause]);
    }
    uint64_t engines = 0;
    for (WorkKind kind : {WorkKind::Engine, WorkKind::Vector}) {
      auto index = static_cast<size_t>(kind);
      line.workCycles[index] = processor->work[index];
      engines += processor->work[index];
    }
    line.workCycles[static_cast<size_t>(WorkKind::Calls)] =
        line.busyCycles - std::min(line.busyCycles, engines);
    result.totalCycles = std::max(result.totalCycles, line.endCycle);
    result.processors.push_back(std::move(line));
  }
  addTraffic(result, machine);
  addCircularBuffers(result, machine);
  addLines(result, machine);
  result.microseconds = static_cast<double>(result.totalCycles) / architecture.clockMegahertz;
  result.trace = std::move(machine.trace);
  result.occupancy = std::move(machine.occupancy);
  result.faults = std::move(machine.faults);
  return result;
}

RunReport Device::run(const ProgramDescriptor &program, const RunOptions &options) {
  // Loaded kernels are shared by all devices of the process, and one machine runs them at a time.
  static std::mutex running;
  std::lock_guard<std::mutex> lock(running);
  Machine machine(state->architecture, state->l1, state->dram, state->dramAllocator, options);
  state->placeBuffers(machine, program);
  state->placeSemaphores(machine, program);
  state->placeKernels(machine, program);
  machine.run();
  return state->report(machine);
}

} // namespace tilium::device
