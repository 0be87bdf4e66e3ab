//===- Error.cpp - The rules and the error that names them ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Error.h"

namespace tilium::device {

const char *ruleName(Rule rule) {
  switch (rule) {
  case Rule::ReadBeforeBarrier:
    return "read-before-barrier";
  case Rule::PublishBeforeBarrier:
    return "publish-before-barrier";
  case Rule::ReuseBeforeFlush:
    return "reuse-before-flush";
  case Rule::ExitBeforeBarrier:
    return "exit-before-barrier";
  case Rule::CbOverflow:
    return "cb-overflow";
  case Rule::CbUnderflow:
    return "cb-underflow";
  case Rule::CbWrap:
    return "cb-wrap";
  case Rule::CbImbalance:
    return "cb-imbalance";
  case Rule::CbProducer:
    return "cb-producer";
  case Rule::CbConsumer:
    return "cb-consumer";
  case Rule::CbUnknown:
    return "cb-unknown";
  case Rule::DstOutsideAcquire:
    return "dst-outside-acquire";
  case Rule::DstOutOfRange:
    return "dst-out-of-range";
  case Rule::FormatMismatch:
    return "format-mismatch";
  case Rule::MissingInit:
    return "missing-init";
  case Rule::UninitialisedRead:
    return "uninitialised-read";
  case Rule::NocAlignment:
    return "noc-alignment";
  case Rule::NocAddress:
    return "noc-address";
  case Rule::L1Overrun:
    return "l1-overrun";
  case Rule::OutOfMemory:
    return "out-of-memory";
  case Rule::SemaphoreMisuse:
    return "semaphore-misuse";
  case Rule::ArgumentRange:
    return "argument-range";
  case Rule::Deadlock:
    return "deadlock";
  case Rule::CycleLimit:
    return "cycle-limit";
  case Rule::KernelCrash:
    return "kernel-crash";
  case Rule::KernelCompile:
    return "kernel-compile";
  case Rule::HostUsage:
    return "host-usage";
  case Rule::WrongProcessor:
    return "wrong-processor";
  case Rule::Unsupported:
    return "unsupported";
  }
  return "unknown-rule";
}

const std::vector<Rule> &allRules() {
  static const std::vector<Rule> rules = [] {
    std::vector<Rule> list;
    for (int value = 0; value <= static_cast<int>(Rule::Unsupported); ++value)
      list.push_back(static_cast<Rule>(value));
    return list;
  }();
  return rules;
}

static std::string locatedMessage(Rule rule, const std::string &message, Coordinate core,
                                  const std::string &processor, const std::string &kernel,
                                  const std::string &file, int line, uint64_t cycle) {
  std::string text;
  if (!file.empty())
    text += file + ":" + std::to_string(line) + ": ";
  text += std::string("error: ") + message + " [" + ruleName(rule) + "] (core (" +
          std::to_string(core.x) + "," + std::to_string(core.y) + ") " + processor + ", kernel '" +
          kernel + "', cycle " + std::to_string(cycle) + ")";
  return text;
}

DeviceError::DeviceError(Rule rule, std::string message)
    : std::runtime_error("error: " + message + " [" + ruleName(rule) + "]"), brokenRule(rule),
      text(std::move(message)) {}

DeviceError::DeviceError(Rule rule, std::string message, Coordinate core, std::string processor,
                         std::string kernel, std::string file, int line, uint64_t cycle)
    : std::runtime_error(locatedMessage(rule, message, core, processor, kernel, file, line, cycle)),
      brokenRule(rule), text(std::move(message)), located(true), coreCoordinate(core),
      processorName(std::move(processor)), kernelName(std::move(kernel)), fileName(std::move(file)),
      lineNumber(line), atCycle(cycle) {}

} // namespace tilium::device
