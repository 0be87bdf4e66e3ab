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

const char *workKindName(WorkKind kind) {
  switch (kind) {
  case WorkKind::Calls:
    return "calls";
  case WorkKind::Engine:
    return "engine";
  case WorkKind::Vector:
    return "vector_engine";
  case WorkKind::Count:
    break;
  }
  return "?";
}

namespace {

Json place(Coordinate at) { return {at.x, at.y}; }

Json traffic(const TrafficReport &report) {
  return {
      {"bytes", report.bytes}, {"transfers", report.transfers}, {"busy_cycles", report.busyCycles}};
}

Json coreLine(const CoreReport &core) {
  Json line{{"core", place(core.core)},
            {"bytes_read", core.bytesRead},
            {"bytes_written", core.bytesWritten}};
  for (size_t noc = 0; noc < 2; ++noc)
    if (core.sent[noc].transfers || core.received[noc].transfers)
      line["noc" + std::to_string(noc)] = {{"sent", traffic(core.sent[noc])},
                                           {"received", traffic(core.received[noc])}};
  return line;
}

/// Work and waits of an account by their names, without those that never came.
template <typename Account>
void addCycles(Json &line, const Account &account) {
  Json waits = Json::object(), work = Json::object();
  for (size_t cause = 0; cause < static_cast<size_t>(WaitCause::Count); ++cause)
    if (account.waitCycles[cause])
      waits[waitCauseName(static_cast<WaitCause>(cause))] = account.waitCycles[cause];
  for (size_t kind = 0; kind < static_cast<size_t>(WorkKind::Count); ++kind)
    if (account.workCycles[kind])
      work[workKindName(static_cast<WorkKind>(kind))] = account.workCycles[kind];
  line["work_cycles"] = std::move(work);
  line["wait_cycles"] = std::move(waits);
}

Json processorLine(const ProcessorReport &processor) {
  Json line{{"core", place(processor.core)},
            {"processor", processor.processor},
            {"kernel", processor.kernel},
            {"end_cycle", processor.endCycle},
            {"busy_cycles", processor.busyCycles}};
  addCycles(line, processor);
  return line;
}

Json sourceLine(const LineReport &account) {
  Json line{{"processor", account.processor}, {"kernel", account.kernel}, {"file", account.file},
            {"line", account.line},           {"cores", account.cores},   {"calls", account.calls},
            {"cycles", account.cycles}};
  addCycles(line, account);
  return line;
}

Json bufferLine(const CircularBufferReport &buffer) {
  return {{"core", place(buffer.core)},
          {"buffer", buffer.index},
          {"pages", buffer.pages},
          {"page_bytes", buffer.pageBytes},
          {"pages_pushed", buffer.pushed},
          {"highest", buffer.highest},
          {"average", buffer.average},
          {"producer_wait_cycles", buffer.producerWaits},
          {"consumer_wait_cycles", buffer.consumerWaits}};
}

Json linkLine(const LinkReport &link) {
  Json line{{"noc", link.noc}, {"axis", link.axis == 0 ? "x" : "y"}, {"from", place(link.from)}};
  line.update(traffic(link.traffic));
  return line;
}

Json faultLine(const FaultReport &report) {
  const DeviceError &fault = report.fault;
  Json line{
      {"rule", ruleName(fault.rule())}, {"message", fault.message()}, {"times", report.times}};
  if (fault.hasLocation())
    line.update({{"core", place(fault.core())},
                 {"processor", fault.processor()},
                 {"kernel", fault.kernel()},
                 {"file", fault.file()},
                 {"line", fault.line()},
                 {"cycle", fault.cycle()}});
  return line;
}

} // namespace

std::string DeviceError::toJson() const { return faultLine({*this, 1}).dump(); }

std::string RunReport::toJson() const {
  Json root{{"schema_version", 2},
            {"architecture", architecture},
            {"total_cycles", totalCycles},
            {"microseconds", microseconds},
            {"cores", Json::array()},
            {"processors", Json::array()},
            {"circular_buffers", Json::array()},
            {"noc_links", Json::array()},
            {"dram_banks", Json::array()}};
  for (const CoreReport &core : cores)
    root["cores"].push_back(coreLine(core));
  for (const ProcessorReport &processor : processors)
    root["processors"].push_back(processorLine(processor));
  for (const CircularBufferReport &buffer : circularBuffers)
    root["circular_buffers"].push_back(bufferLine(buffer));
  for (const LinkReport &link : links)
    root["noc_links"].push_back(linkLine(link));
  for (const DramBankReport &bank : dramBanks) {
    Json line{{"bank", bank.bank}};
    line.update(traffic(bank.traffic));
    root["dram_banks"].push_back(line);
  }
  for (const LineReport &line : lines)
    root["lines"].push_back(sourceLine(line));
  for (const FaultReport &fault : faults)
    root["faults"].push_back(faultLine(fault));
  return root.dump(2);
}

std::string RunReport::toChromeTrace() const {
  Json events = Json::array();
  double cyclesPerMicrosecond =
      microseconds > 0 ? static_cast<double>(totalCycles) / microseconds : 1.0;
  auto name = [](Coordinate core) {
    return "core " + std::to_string(core.x) + "," + std::to_string(core.y);
  };
  for (const TraceSlice &slice : trace)
    events.push_back({{"name", slice.name},
                      {"cat", slice.waiting ? "wait" : "work"},
                      {"ph", "X"},
                      {"ts", static_cast<double>(slice.begin) / cyclesPerMicrosecond},
                      {"dur", static_cast<double>(slice.end - slice.begin) / cyclesPerMicrosecond},
                      {"pid", name(slice.core)},
                      {"tid", slice.processor},
                      {"args", {{"file", slice.file}, {"line", slice.line}}}});
  for (const OccupancySample &sample : occupancy)
    events.push_back({{"name", "circular buffer " + std::to_string(sample.buffer)},
                      {"ph", "C"},
                      {"ts", static_cast<double>(sample.cycle) / cyclesPerMicrosecond},
                      {"pid", name(sample.core)},
                      {"args", {{"pages", sample.pages}}}});
  return Json{{"traceEvents", events}, {"displayTimeUnit", "ns"}}.dump();
}

} // namespace tilium::device
