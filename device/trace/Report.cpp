//===- Report.cpp - Reports and traces as JSON ----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "host/Device.h"

#include <nlohmann/json.hpp>

namespace tilium::device {

using Json = nlohmann::ordered_json;

const char *waitCauseName(WaitCause cause) {
  switch (cause) {
  case WaitCause::CbFront:
    return "cb_wait_front";
  case WaitCause::CbBack:
    return "cb_reserve_back";
  case WaitCause::ReadBarrier:
    return "read_barrier";
  case WaitCause::WriteBarrier:
    return "write_barrier";
  case WaitCause::Semaphore:
    return "semaphore";
  case WaitCause::Source:
    return "source_registers";
  case WaitCause::Dst:
    return "dst_acquire";
  case WaitCause::Pack:
    return "dst_wait";
  case WaitCause::Count:
    break;
  }
  return "?";
}

std::string RunReport::toJson() const {
  Json root;
  root["schema_version"] = 1;
  root["architecture"] = architecture;
  root["total_cycles"] = totalCycles;
  root["microseconds"] = microseconds;
  for (const CoreReport &core : cores)
    root["cores"].push_back({{"core", {core.core.x, core.core.y}},
                             {"bytes_read", core.bytesRead},
                             {"bytes_written", core.bytesWritten}});
  for (const ProcessorReport &line : processors) {
    Json waits = Json::object();
    for (size_t cause = 0; cause < static_cast<size_t>(WaitCause::Count); ++cause)
      if (line.waitCycles[cause])
        waits[waitCauseName(static_cast<WaitCause>(cause))] = line.waitCycles[cause];
    root["processors"].push_back({{"core", {line.core.x, line.core.y}},
                                  {"processor", line.processor},
                                  {"kernel", line.kernel},
                                  {"end_cycle", line.endCycle},
                                  {"busy_cycles", line.busyCycles},
                                  {"wait_cycles", waits}});
  }
  return root.dump(2);
}

std::string RunReport::toChromeTrace() const {
  Json events = Json::array();
  double cyclesPerMicrosecond =
      microseconds > 0 ? static_cast<double>(totalCycles) / microseconds : 1.0;
  for (const TraceSlice &slice : trace)
    events.push_back(
        {{"name", slice.name},
         {"cat", slice.waiting ? "wait" : "work"},
         {"ph", "X"},
         {"ts", static_cast<double>(slice.begin) / cyclesPerMicrosecond},
         {"dur", static_cast<double>(slice.end - slice.begin) / cyclesPerMicrosecond},
         {"pid", "core " + std::to_string(slice.core.x) + "," + std::to_string(slice.core.y)},
         {"tid", slice.processor}});
  return Json{{"traceEvents", events}, {"displayTimeUnit", "ns"}}.dump();
}

} // namespace tilium::device
