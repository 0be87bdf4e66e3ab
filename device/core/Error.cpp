//===- Error.cpp - The rules and the error that names them ----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/Error.h"

namespace tilium::device {

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
