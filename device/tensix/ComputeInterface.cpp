//===- ComputeInterface.cpp - The compute calls ---------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"
#include "tensix/EngineParts.h"

#include <algorithm>

namespace tilium::device {
namespace {

using tilium::OperationCall;
using tilium::Processor;
using tilium::Site;

ProcessorState &computeProcessor(Site site) {
  ProcessorState &self = currentProcessor();
  if (self.kind == Processor::Brisc || self.kind == Processor::Ncrisc)
    self.fail(Rule::WrongProcessor, "a data movement kernel has no compute engines", site);
  return self;
}

ProcessorState &configure(Site site) {
  ProcessorState &self = computeProcessor(site);
  self.enter(site, self.machine.architecture.timing.engineConfigure);
  return self;
}

/// 16-bit DST is kept in the exponent range of SrcA's format; integers are kept as they are.
DataFormat registerFormat(DataFormat source) {
  if (source == DataFormat::Float16 || findFormat(source)->integer)
    return source;
  return DataFormat::Float16_b;
}

void engineStartup(uint32_t sourceA, uint32_t sourceB, uint32_t output, Site site) {
  ProcessorState &self = configure(site);
  ComputeEngine &engine = self.core.engine;
  if (self.kind == Processor::Unpack) {
    engine.sourceA = bufferOf(self, sourceA, site).format;
    engine.sourceB = bufferOf(self, sourceB, site).format;
  } else if (self.kind == Processor::Math) {
    engine.mathStarted = true;
    engine.dstFormat = registerFormat(bufferOf(self, sourceA, site).format);
  } else {
    engine.packFormat = bufferOf(self, output, site).format;
  }
}

void engineReconfigure(uint32_t formats, uint32_t sourceA, uint32_t sourceB, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (self.kind == Processor::Pack)
    return;
  self.enter(site, self.machine.architecture.timing.engineConfigure);
  ComputeEngine &engine = self.core.engine;
  if (self.kind == Processor::Math) {
    if (formats & static_cast<uint32_t>(tilium::Format::SourceA))
      engine.dstFormat = registerFormat(bufferOf(self, sourceA, site).format);
    return;
  }
  if (formats & static_cast<uint32_t>(tilium::Format::SourceA))
    engine.sourceA = bufferOf(self, sourceA, site).format;
  if (formats & static_cast<uint32_t>(tilium::Format::SourceB))
    engine.sourceB = bufferOf(self, sourceB, site).format;
}

void engineInit(const OperationCall &call, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (self.kind == Processor::Pack)
    return;
  self.enter(site, self.machine.architecture.timing.engineConfigure);
  bool started = self.kind == Processor::Unpack ? self.core.engine.sourceA != DataFormat::Invalid
                                                : self.core.engine.mathStarted;
  if (!started)
    self.violate(Rule::MissingInit,
                 std::string("the init of ") + operationName(call.operation) +
                     " comes before compute_kernel_hw_startup, which has to be first",
                 site);
  ComputeEngine &engine = self.core.engine;
  if (self.kind == Processor::Math) {
    engine.mathInit = call;
    if (isReplayed(engine, call) && engine.sfpuInit.function == tilium::Sfpu::OnlineStatistics)
      engine.sfpuInit.function = tilium::Sfpu::TwoPassStatistics; // What is left of the other init.
  } else if (call.operation != tilium::Operation::TransposeDest)
    self.core.engine.unpackInit = call;
}

void engineUninit(tilium::Operation, Site site) { configure(site); }

void engineRun(const OperationCall &call, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (call.operation == tilium::Operation::TransposeDest) {
    if (self.kind == Processor::Math)
      transposeDest(self, call, site);
    return;
  }
  if (self.kind == Processor::Unpack)
    unpackOperands(self, call, site);
  else if (self.kind == Processor::Math)
    computeOperation(self, call, site);
}

void acquire(ProcessorState &self, Site site) {
  ComputeEngine &engine = self.core.engine;
  if (engine.mathHolds) {
    // The counter has room already for the section that math holds.
    self.violate(Rule::DstOutsideAcquire,
                 "tile_regs_acquire() again without tile_regs_commit() in between", site);
    return;
  }
  self.waitUntil(
      engine.dstFreed, WaitCause::Dst, [&] { return engine.freeSections > 0; },
      [] { return "the pack processor to release DST"; });
  --engine.freeSections;
  ++engine.sectionsFilled;
  engine.mathHolds = true;
}

void commit(ProcessorState &self, Site site) {
  ComputeEngine &engine = self.core.engine;
  if (!engine.mathHolds) {
    self.violate(Rule::DstOutsideAcquire, "tile_regs_commit() without tile_regs_acquire()", site);
    // A section that nobody waited for is counted all the same.
    engine.freeSections -= std::min(engine.freeSections, 1u);
  }
  engine.mathHolds = false;
  engine.mathSection = (engine.mathSection + 1) % static_cast<uint32_t>(engine.sections.size());
  ++engine.committedSections;
  engine.commits.push_back(self.fiber.now() + self.machine.architecture.timing.registerSignal);
  engine.dstCommitted.wakeAll(engine.commits.back());
}

void wait(ProcessorState &self, Site site) {
  ComputeEngine &engine = self.core.engine;
  if (engine.packHolds) {
    // The counter still has the section that the packer holds.
    self.violate(Rule::DstOutsideAcquire,
                 "tile_regs_wait() again without tile_regs_release() in between", site);
    return;
  }
  self.waitUntil(
      engine.dstCommitted, WaitCause::Pack, [&] { return engine.committedSections > 0; },
      [] { return "the math processor to commit DST"; });
  // Even who comes later than the commit sees it no earlier than its signal.
  self.passUntil(engine.commits.front(), WaitCause::Pack);
  engine.commits.pop_front();
  --engine.committedSections;
  ++engine.sectionsPacked;
  engine.packHolds = true;
}

void release(ProcessorState &self, Site site) {
  ComputeEngine &engine = self.core.engine;
  bool counted = engine.packHolds;
  if (!engine.packHolds) {
    self.violate(Rule::DstOutsideAcquire, "tile_regs_release() without tile_regs_wait()", site);
    // A section that math has committed is taken off the counter; below zero it does not go.
    if (engine.committedSections > 0) {
      --engine.committedSections;
      engine.commits.pop_front();
      counted = true;
    }
  }
  engine.packHolds = false;
  // The packer clears the section, so that the next matmul accumulates from zero.
  DstSection &section = engine.sections[engine.packSection];
  for (uint32_t index = 0; index < engine.capacity(); ++index)
    if (section.written[index]) {
      if (!self.machine.options.timingOnly)
        section.tile(index).value.fill(0.0f);
      section.written[index] = false;
    }
  engine.packSection = (engine.packSection + 1) % static_cast<uint32_t>(engine.sections.size());
  if (counted)
    ++engine.freeSections;
  engine.dstFreed.wakeAll(self.fiber.now());
}

void registers(tilium::Registers what, Site site) {
  ProcessorState &self = computeProcessor(site);
  bool math = what == tilium::Registers::Acquire || what == tilium::Registers::Commit;
  if (self.kind != (math ? Processor::Math : Processor::Pack))
    return;
  self.enter(site, self.machine.architecture.timing.registerHandover);
  switch (what) {
  case tilium::Registers::Acquire:
    return acquire(self, site);
  case tilium::Registers::Commit:
    return commit(self, site);
  case tilium::Registers::Wait:
    return wait(self, site);
  case tilium::Registers::Release:
    return release(self, site);
  }
}

bool isPack(Site site) { return computeProcessor(site).kind == Processor::Pack; }

void pack(uint32_t dst, uint32_t cb, uint32_t index, bool outOfOrder, Site site) {
  if (isPack(site))
    packTile(currentProcessor(), dst, cb, index, outOfOrder, site);
}

void packUntilized(const tilium::UntilizeCall &call, Site site) {
  if (isPack(site))
    packRows(currentProcessor(), call, site);
}

void packConfigure(uint32_t cb, Site site) {
  if (!isPack(site))
    return;
  ProcessorState &self = configure(site);
  self.core.engine.packFormat = bufferOf(self, cb, site).format;
}

void packAccumulate(uint32_t enable, Site site) {
  if (!isPack(site))
    return;
  ProcessorState &self = configure(site);
  if (enable > 1)
    self.fail(Rule::ArgumentRange,
              "pack_reconfig_l1_acc takes 0 or 1, not " + std::to_string(enable), site);
  self.core.engine.packAccumulate = enable != 0;
}

void packMask(uint32_t kind, Site site) {
  if (isPack(site))
    configure(site).core.engine.packMask = static_cast<PackMask>(kind);
}

void packRelu(uint32_t mode, uint32_t threshold, Site site) {
  if (!isPack(site))
    return;
  ComputeEngine &engine = configure(site).core.engine;
  engine.reluMode = mode;
  engine.reluThreshold = threshold;
}

/// Functions run on the math processor, or, if they say so, on the pack processor.
bool isMine(const ProcessorState &self, const tilium::SfpuCall &call) {
  return self.kind == (call.packs ? Processor::Pack : Processor::Math);
}

void sfpuInit(const tilium::SfpuCall &call, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (isMine(self, call))
    initSfpu(self, call, site);
}

void sfpuRun(const tilium::SfpuCall &call, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (isMine(self, call))
    runSfpu(self, call, site);
}

void statistics(const tilium::StatisticsCall &call, Site site) {
  ProcessorState &self = computeProcessor(site);
  if (self.kind == Processor::Math)
    runStatistics(self, call, site);
}

} // namespace

void interface::addCompute(tilium::KernelInterface &table) {
  table.engineStartup = engineStartup;
  table.engineReconfigure = engineReconfigure;
  table.engineInit = engineInit;
  table.engineUninit = engineUninit;
  table.engineRun = engineRun;
  table.registers = registers;
  table.packTile = pack;
  table.packRows = packUntilized;
  table.packConfigure = packConfigure;
  table.packAccumulate = packAccumulate;
  table.packMask = packMask;
  table.packRelu = packRelu;
  table.sfpuInit = sfpuInit;
  table.sfpuRun = sfpuRun;
  table.statistics = statistics;
}

} // namespace tilium::device
