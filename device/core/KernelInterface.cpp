//===- KernelInterface.cpp - Arguments and identity of a processor --------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"

#include "core/Machine.h"

namespace tilium::device {
namespace {

using tilium::Site;

const std::vector<uint32_t> &argumentsOf(const ProcessorState &self, bool common) {
  static const std::vector<uint32_t> none;
  if (common)
    return self.kernel.commonRuntimeArgs;
  return self.arguments ? *self.arguments : none;
}

uint32_t argument(int index, bool common, Site site) {
  ProcessorState &self = currentProcessor();
  self.arriveAt(site);
  self.fiber.advance(self.machine.architecture.timing.semaphoreOperation);
  const std::vector<uint32_t> &words = argumentsOf(self, common);
  if (index < 0 || static_cast<size_t>(index) >= words.size())
    self.fail(Rule::ArgumentRange,
              std::string(common ? "common " : "") + "runtime argument " + std::to_string(index) +
                  " is read, but the kernel has " + std::to_string(words.size()) + " on this core",
              site);
  return words[static_cast<size_t>(index)];
}

uint32_t argumentAddress(int, bool, Site site) {
  currentProcessor().fail(Rule::Unsupported,
                          "get_arg_addr: runtime arguments are not in L1 here; use get_arg_val",
                          site);
}

tilium::Processor processor() { return currentProcessor().kind; }

uint32_t coordinate(int which) {
  ProcessorState &self = currentProcessor();
  const Architecture &architecture = self.machine.architecture;
  switch (which) {
  case 0:
    return self.core.logical.x;
  case 1:
    return self.core.logical.y;
  case 2:
    return self.relative.x;
  case 3:
    return self.relative.y;
  case 4:
    return architecture.virtualColumns[self.core.logical.x];
  default:
    return architecture.virtualRows[self.core.logical.y];
  }
}

void pause(uint32_t cycles, Site site) { currentProcessor().enter(site, cycles); }

} // namespace

const tilium::KernelInterface &kernelInterface() {
  static const tilium::KernelInterface table = [] {
    tilium::KernelInterface made{};
    made.version = tilium::kernelInterfaceVersion;
    made.processor = processor;
    made.argument = argument;
    made.argumentAddress = argumentAddress;
    made.coordinate = coordinate;
    made.pause = pause;
    interface::addCircularBuffers(made);
    interface::addDataMovement(made);
    interface::addCompute(made);
    interface::addVectorPrograms(made);
    interface::addMailboxes(made);
    interface::addPointers(made);
    interface::addPrint(made);
    return made;
  }();
  return table;
}

} // namespace tilium::device
