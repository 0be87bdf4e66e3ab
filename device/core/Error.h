//===- Error.h - The rules and the error that names them --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_ERROR_H
#define TILIUM_DEVICE_CORE_ERROR_H

#include "core/Architecture.h"

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tilium::device {

/// Every rule the device holds a program to. `ruleName` gives the published spelling.
enum class Rule {
  ReadBeforeBarrier,    ///< Data of a NoC read used before the read is complete.
  PublishBeforeBarrier, ///< A page pushed whose NoC read has no barrier yet.
  ReuseBeforeFlush,     ///< Memory given up or changed while a NoC write still reads it.
  ExitBeforeBarrier,    ///< A kernel ends with NoC transfers it never waited for.
  CbOverflow,           ///< More pages reserved, pushed or packed than there is room for.
  CbUnderflow,          ///< Pages popped or read that were not waited for.
  CbWrap,               ///< An access that straddles the end of a circular buffer.
  CbImbalance,          ///< Pushed and popped pages differ at the end.
  CbProducer,           ///< Two processors produce into one circular buffer.
  CbConsumer,           ///< Two processors consume one circular buffer.
  CbUnknown,            ///< A circular buffer that the program does not configure.
  DstOutsideAcquire,    ///< DST used by a thread that does not hold it.
  DstOutOfRange,        ///< A tile index past the capacity of DST.
  FormatMismatch,       ///< An engine configured for another data format.
  MissingInit,          ///< An operation without its init, or another one's.
  UninitialisedRead,    ///< Memory or DST read that nobody wrote.
  NocAlignment,         ///< Source and destination of a transfer misaligned.
  NocAddress,           ///< A transfer to or from a place that does not exist.
  L1Overrun,            ///< A local address outside L1, or a program that needs more L1.
  OutOfMemory,          ///< A buffer that does not fit.
  SemaphoreMisuse,      ///< A semaphore that does not exist, or is misaligned.
  ArgumentRange,        ///< A runtime or compile-time argument that was not given.
  DataRace,             ///< Memory used while another core's write into it is under way.
  Deadlock,             ///< Every processor waits and nothing is under way.
  CycleLimit,           ///< The limit of cycles was reached.
  KernelCrash,          ///< A kernel uses memory that is none, or divides by zero.
  KernelCompile,        ///< The host compiler refused a kernel.
  HostUsage,            ///< The host program misuses the device.
  WrongProcessor,       ///< A call that this kind of processor does not have.
  Unsupported,          ///< Something real that the device does not model yet.
};

/// The published name of a rule, such as "publish-before-barrier".
const char *ruleName(Rule rule);

/// What there is to say about a rule. All texts are sentences or parts of one, in English.
struct RuleInfo {
  Rule rule;
  const char *name;     ///< The published name.
  const char *group;    ///< What the rule is about, such as "circular buffers".
  const char *what;     ///< What happened when it is reported.
  const char *expected; ///< What a right program does.
  /// What a lenient run goes on with after it is reported; null if the run ends there.
  const char *lenient;
};

/// Everything about one rule.
const RuleInfo &ruleInfo(Rule rule);
/// The rule of a published name, or null.
const RuleInfo *findRule(std::string_view name);

/// A broken rule, with where it was broken. `what()` is the whole message.
class DeviceError : public std::runtime_error {
public:
  DeviceError(Rule rule, std::string message);
  DeviceError(Rule rule, std::string message, Coordinate core, std::string processor,
              std::string kernel, std::string file, int line, uint64_t cycle);

  Rule rule() const { return brokenRule; }
  bool hasLocation() const { return located; }
  Coordinate core() const { return coreCoordinate; } ///< Logical.
  const std::string &processor() const { return processorName; }
  const std::string &kernel() const { return kernelName; }
  const std::string &file() const { return fileName; }
  int line() const { return lineNumber; }
  uint64_t cycle() const { return atCycle; }
  const std::string &message() const { return text; } ///< Without rule and place.
  /// Rule, message and place as a JSON object in one line.
  std::string toJson() const;

private:
  Rule brokenRule;
  std::string text;
  bool located = false;
  Coordinate coreCoordinate{};
  std::string processorName, kernelName, fileName;
  int lineNumber = 0;
  uint64_t atCycle = 0;
};

/// All rules, in the order of the enumeration: for documentation and machine-readable lists.
const std::vector<RuleInfo> &allRules();

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_ERROR_H
