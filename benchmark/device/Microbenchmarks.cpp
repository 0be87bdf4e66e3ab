//===- Microbenchmarks.cpp - Programs that measure the model --------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Microbenchmarks.h"

#include <algorithm>
#include <stdexcept>

namespace tilium::device::benchmark {

namespace {

KernelDescriptor kernelFile(const char *file, std::vector<uint32_t> compileTime) {
  KernelDescriptor kernel;
  kernel.source = std::string(TILIUM_BENCHMARK_KERNELS) + "/" + file;
  kernel.sourceType = KernelDescriptor::SourceType::FilePath;
  kernel.compileTimeArgs = std::move(compileTime);
  return kernel;
}

CoreRanges rangesOf(const std::vector<Coordinate> &cores) {
  CoreRanges ranges;
  for (Coordinate core : cores)
    ranges.push_back({core, core});
  return ranges;
}

CoreRanges wholeGrid(const Architecture &architecture) {
  return {{{0, 0}, {architecture.gridX - 1, architecture.gridY - 1}}};
}

CBDescriptor rawBuffer(uint32_t index, uint32_t bytes, const CoreRanges &ranges) {
  uint32_t size = (bytes + 63) / 64 * 64;
  return {size, ranges, {{index, DataFormat::Float16_b, size}}, {}};
}

RunReport runTimed(Device &device, const ProgramDescriptor &program) {
  RunOptions options;
  options.timingOnly = true;
  return device.run(program, options);
}

void append(std::vector<uint32_t> &words, const std::vector<uint32_t> &more) {
  words.insert(words.end(), more.begin(), more.end());
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

} // namespace

std::vector<Coordinate> square(uint32_t width, uint32_t height) {
  std::vector<Coordinate> cores;
  for (uint32_t y = 0; y < height; ++y)
    for (uint32_t x = 0; x < width; ++x)
      cores.push_back({x, y});
  return cores;
}

namespace {

/// The links from one place to another: NoC 0 goes right, then down, NoC 1 up, then left.
std::vector<uint32_t> linksBetween(const Architecture &architecture, Coordinate at, Coordinate to,
                                   uint32_t noc) {
  std::vector<uint32_t> links;
  for (uint32_t turn = 0; turn < 2; ++turn) {
    bool alongX = (turn == 0) == (noc == 0);
    uint32_t size = alongX ? architecture.nocColumns : architecture.nocRows;
    uint32_t &place = alongX ? at.x : at.y;
    while (place != (alongX ? to.x : to.y)) {
      links.push_back((at.y * architecture.nocColumns + at.x) * 2 + (alongX ? 1 : 0));
      place = (place + (noc == 0 ? 1 : size - 1)) % size;
    }
  }
  return links;
}

} // namespace

std::vector<Coordinate> placedReaders(const Architecture &architecture, uint32_t noc) {
  std::vector<Coordinate> chosen;
  std::vector<uint32_t> taken;
  for (uint32_t bank = 0; bank < architecture.dramBanks; ++bank) {
    Coordinate best{};
    std::vector<uint32_t> bestLinks;
    bool found = false;
    for (Coordinate core : square(architecture.gridX, architecture.gridY)) {
      if (std::find(chosen.begin(), chosen.end(), core) != chosen.end())
        continue;
      std::vector<uint32_t> links =
          linksBetween(architecture, architecture.dramPhysical[bank],
                       {architecture.workerColumns[core.x], architecture.workerRows[core.y]}, noc);
      bool apart = std::none_of(links.begin(), links.end(), [&](uint32_t link) {
        return std::find(taken.begin(), taken.end(), link) != taken.end();
      });
      if (apart && (!found || links.size() < bestLinks.size())) {
        found = true;
        best = core;
        bestLinks = links;
      }
    }
    chosen.push_back(best);
    append(taken, bestLinks);
  }
  return chosen;
}

double unicast(Device &device, const UnicastCase &test) {
  ProgramDescriptor program;
  for (Coordinate master : test.masters) {
    KernelDescriptor kernel =
        kernelFile("traffic.cpp", {test.write ? 1u : 0u, test.transactions, test.bytes});
    kernel.coreRanges = {{master, master}};
    std::vector<uint32_t> places;
    for (Coordinate target : test.subordinates) {
      if (target == master && test.masters.size() == 1)
        continue;
      Coordinate place = device.workerCoordinate(target);
      append(places, {place.x, place.y});
    }
    // Compiled once for all masters: only the only target of one is in the text.
    auto count = static_cast<uint32_t>(places.size() / 2);
    append(kernel.compileTimeArgs, {count, count == 1 ? places[0] : 0, count == 1 ? places[1] : 0});
    if (count > 1)
      kernel.commonRuntimeArgs = places;
    kernel.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
    program.kernels.push_back(std::move(kernel));
  }
  CoreRanges grid = wholeGrid(device.architecture());
  program.cbs = {rawBuffer(0, test.bytes, grid), rawBuffer(1, test.bytes, grid)};
  std::vector<double> cycles;
  for (const ProcessorReport &line : runTimed(device, program).processors)
    cycles.push_back(static_cast<double>(line.endCycle));
  return median(cycles);
}

double multicast(Device &device, const MulticastCase &test) {
  bool inside = test.sender.x >= test.first.x && test.sender.x <= test.last.x &&
                test.sender.y >= test.first.y && test.sender.y <= test.last.y;
  Coordinate first = device.workerCoordinate(test.first), last = device.workerCoordinate(test.last);
  uint32_t receivers = (test.last.x - test.first.x + 1) * (test.last.y - test.first.y + 1);
  ProgramDescriptor program;
  KernelDescriptor kernel =
      kernelFile("multicast.cpp", {test.transactions, test.bytes, receivers, inside ? 1u : 0u,
                                   first.x, first.y, last.x, last.y, test.linked ? 1u : 0u});
  kernel.coreRanges = {{test.sender, test.sender}};
  kernel.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
  program.kernels = {kernel};
  CoreRanges grid = wholeGrid(device.architecture());
  program.cbs = {rawBuffer(0, test.bytes, grid), rawBuffer(1, test.bytes, grid)};
  return static_cast<double>(runTimed(device, program).totalCycles);
}

double dramBank(Device &device, const BankCase &test) {
  uint32_t banks = device.architecture().dramBanks;
  Buffer buffer = device.createBuffer(BufferType::Dram, test.bytes, banks);
  ProgramDescriptor program;
  KernelDescriptor kernel = kernelFile("dram_bank.cpp", {test.write ? 1u : 0u, test.transactions,
                                                         test.bytes, test.bank, buffer.address});
  kernel.coreRanges = {{test.core, test.core}};
  kernel.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
  program.kernels = {kernel};
  program.cbs = {rawBuffer(0, test.bytes, kernel.coreRanges)};
  RunReport report = runTimed(device, program);
  device.releaseBuffer(buffer);
  return static_cast<double>(report.totalCycles);
}

double dramPages(Device &device, const PagesCase &test) {
  auto cores = static_cast<uint32_t>(test.cores.size());
  uint32_t pages = (test.pagesPerRound * test.rounds - 1) * test.distance + cores;
  Buffer buffer = device.createBuffer(BufferType::Dram, test.bytes, pages);
  ProgramDescriptor program;
  KernelDescriptor kernel =
      kernelFile("dram_pages.cpp", {test.write ? 1u : 0u, test.pagesPerRound, test.bytes,
                                    buffer.address, test.distance, test.rounds});
  for (uint32_t word : device.tensorAccessorArgs(buffer))
    kernel.compileTimeArgs.push_back(word);
  kernel.coreRanges = rangesOf(test.cores);
  for (uint32_t i = 0; i < cores; ++i)
    kernel.runtimeArgs.push_back({test.cores[i], {i}});
  kernel.config = DataMovementConfig{DataMovementProcessor::Brisc, test.noc};
  program.kernels = {kernel};
  program.cbs = {rawBuffer(0, test.bytes, kernel.coreRanges)};
  RunReport report = runTimed(device, program);
  device.releaseBuffer(buffer);
  return static_cast<double>(report.totalCycles);
}

double addTiles(Device &device, uint32_t tiles) {
  ProgramDescriptor program;
  KernelDescriptor fill = kernelFile("add_fill.cpp", {tiles});
  KernelDescriptor compute = kernelFile("add.cpp", {tiles});
  fill.config = DataMovementConfig::reader();
  compute.config = ComputeConfig{};
  fill.coreRanges = compute.coreRanges = {{{0, 0}, {0, 0}}};
  program.kernels = {fill, compute};
  for (uint32_t index : {0u, 1u, 16u})
    program.cbs.push_back(
        {tiles * 2048, fill.coreRanges, {{index, DataFormat::Float16_b, 2048}}, {}});
  RunOptions options;
  options.timingOnly = options.trace = true;
  uint64_t begin = UINT64_MAX, end = 0;
  for (const TraceSlice &slice : device.run(program, options).trace) {
    if (slice.waiting)
      continue;
    begin = std::min(begin, slice.begin);
    end = std::max(end, slice.end);
  }
  return static_cast<double>(end - begin);
}

namespace {

/// The sizes of a GEMM on a grid, in tiles.
struct GemmPlan {
  GemmPlan(const Architecture &architecture, const GemmCase &test)
      : gridX(architecture.gridX), gridY(architecture.gridY), Kt(test.K / 32), Nt(test.N / 32),
        rows(test.M / 32 / gridY), columns(test.N / 32 / gridX), inner(test.blockInner),
        blocks(Kt / inner) {
    if (rows * gridY * 32 != test.M || columns * gridX * 32 != test.N || blocks * inner != Kt)
      throw std::invalid_argument("the GEMM's sizes are no multiples of the grid's and blocks'");
    // The order in which a library would try them: large and near to square.
    constexpr uint32_t shapes[][2] = {{4, 2}, {2, 4}, {3, 2}, {2, 3}, {2, 2}, {4, 1},
                                      {1, 4}, {3, 1}, {1, 3}, {2, 1}, {1, 2}, {1, 1}};
    for (const auto &shape : shapes)
      if (rows % shape[0] == 0 && columns % shape[1] == 0) {
        subRows = shape[0];
        subColumns = shape[1];
        break;
      }
  }
  uint32_t gridX, gridY, Kt, Nt, rows, columns, inner, blocks, subRows = 1, subColumns = 1;
};

} // namespace

RunReport gemm(Device &device, const GemmCase &test) {
  const Architecture &architecture = device.architecture();
  GemmPlan plan(architecture, test);
  uint32_t bytes = findFormat(test.format)->tileBytes;
  Buffer a = device.createBuffer(BufferType::Dram, bytes, test.M / 32 * plan.Kt);
  Buffer b = device.createBuffer(BufferType::Dram, bytes, plan.Kt * plan.Nt);
  Buffer c = device.createBuffer(BufferType::Dram, bytes, test.M / 32 * plan.Nt);
  for (const Buffer &operand : {a, b})
    device.write(operand, std::vector<std::byte>(operand.bytes()));
  ProgramDescriptor program;
  KernelDescriptor in0 = kernelFile("gemm_in0.cpp", {plan.blocks, plan.rows, plan.inner, plan.gridX,
                                                     test.dram ? 0u : 1u, plan.Kt});
  append(in0.compileTimeArgs, device.tensorAccessorArgs(a));
  in0.config = DataMovementConfig{DataMovementProcessor::Ncrisc, 1};
  KernelDescriptor in1 =
      kernelFile("gemm_in1.cpp", {plan.blocks, plan.columns, plan.inner, plan.gridY, plan.Nt,
                                  test.dram ? 1u : 0u, plan.rows});
  append(in1.compileTimeArgs, device.tensorAccessorArgs(b));
  append(in1.compileTimeArgs, device.tensorAccessorArgs(c));
  in1.config = DataMovementConfig{DataMovementProcessor::Brisc, 0};
  KernelDescriptor compute =
      kernelFile("gemm_compute.cpp", {plan.blocks, plan.rows, plan.columns, plan.inner,
                                      plan.subRows, plan.subColumns, test.dram ? 1u : 0u});
  compute.config = ComputeConfig{.mathFidelity = test.fidelity};
  Coordinate first = device.workerCoordinate({0, 0});
  Coordinate last = device.workerCoordinate({plan.gridX - 1, plan.gridY - 1});
  for (Coordinate core : square(plan.gridX, plan.gridY)) {
    Coordinate at = device.workerCoordinate(core);
    std::vector<uint32_t> words{a.address, core.y * plan.rows, core.x, first.x, last.x, at.y};
    for (uint32_t x = 0; x < plan.gridX; ++x)
      words.push_back(device.workerCoordinate({x, core.y}).x);
    in0.runtimeArgs.push_back({core, words});
    in1.runtimeArgs.push_back({core,
                               {b.address, c.address, core.x * plan.columns, core.y * plan.rows,
                                core.y, first.y, last.y, at.x}});
  }
  program.kernels = {in0, in1, compute};
  CoreRanges grid = wholeGrid(architecture);
  for (KernelDescriptor &kernel : program.kernels)
    kernel.coreRanges = grid;
  auto addBuffer = [&](std::vector<uint32_t> indices, uint32_t tiles) {
    CBDescriptor descriptor{tiles * bytes, grid, {}, {}};
    for (uint32_t index : indices)
      descriptor.formatDescriptors.push_back({index, test.format, bytes});
    program.cbs.push_back(descriptor);
  };
  addBuffer({0}, 2 * plan.rows * plan.inner);
  addBuffer({1}, 2 * plan.columns * plan.inner);
  if (!test.dram)
    addBuffer({2}, plan.rows * plan.inner);
  addBuffer({16, 24}, plan.rows * plan.columns);
  for (uint32_t id = 0; id < 4; ++id)
    program.semaphores.push_back({id, grid, 0});
  RunOptions options;
  options.timingOnly = test.timingOnly;
  RunReport report = device.run(program, options);
  for (const Buffer &buffer : {a, b, c})
    device.releaseBuffer(buffer);
  return report;
}

double idealGemmCycles(const Architecture &architecture, const GemmCase &test) {
  double products = double{1} * test.M * test.K * test.N / (32.0 * 32.0 * 32.0);
  return products * architecture.timing.matmulTile[static_cast<size_t>(test.fidelity)] /
         architecture.coreCount();
}

} // namespace tilium::device::benchmark
