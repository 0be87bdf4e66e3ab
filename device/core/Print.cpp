//===- Print.cpp - What kernels print with DPRINT -------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// As on the device, printing is off unless TT_METAL_DPRINT_CORES is set. Every core prints then,
// whichever it names.
//
//===----------------------------------------------------------------------===//

#include "core/KernelInterface.h"
#include "core/Machine.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace tilium::device {

/// Prints the lines of `text` behind the core and processor that they are from.
static void print(const char *text, uint64_t length) {
  static const bool isOn = [] {
    const char *cores = std::getenv("TT_METAL_DPRINT_CORES");
    return cores && *cores;
  }();
  if (!isOn)
    return;
  ProcessorState &self = currentProcessor();
  std::string &line = self.unprinted;
  line.append(text, length);
  for (size_t end; (end = line.find('\n')) != std::string::npos; line.erase(0, end + 1))
    std::printf("(%u,%u) %s: %.*s\n", self.core.logical.x, self.core.logical.y,
                processorName(self.kind), static_cast<int>(end), line.data());
  std::fflush(stdout);
}

void interface::addPrint(tilium::KernelInterface &table) { table.print = print; }

} // namespace tilium::device
