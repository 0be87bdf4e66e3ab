//===- Summary.cpp - Where the time of a run went, in a page -------------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Tool.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

namespace tilium::device::tool {

using Json = nlohmann::ordered_json;

namespace {

/// The sums of one kind of processor over all cores.
struct Sums {
  unsigned processors = 0;
  double end = 0, busy = 0;
  std::map<std::string, double> waits;
};

std::string place(const Json &core) { return "(" + core[0].dump() + "," + core[1].dump() + ")"; }

double percent(double part, double whole) { return whole > 0 ? 100 * part / whole : 0; }

void printProcessors(const Json &run) {
  std::map<std::string, Sums> kinds;
  for (const Json &processor : run.at("processors")) {
    Sums &sums = kinds[processor.at("processor")];
    ++sums.processors;
    sums.end += processor.at("end_cycle").get<double>();
    sums.busy += processor.at("busy_cycles").get<double>();
    for (const auto &[cause, cycles] : processor.at("wait_cycles").items())
      sums.waits[cause] += cycles.get<double>();
  }
  double total = run.at("total_cycles");
  std::printf("\n  processor  cores   busy   waits, in percent of the run\n");
  for (const char *kind : {"ncrisc", "brisc", "unpack", "math", "pack"}) {
    auto found = kinds.find(kind);
    if (found == kinds.end())
      continue;
    const Sums &sums = found->second;
    double all = total * sums.processors;
    std::vector<std::pair<double, std::string>> waits;
    for (const auto &[cause, cycles] : sums.waits)
      waits.emplace_back(cycles, cause);
    std::sort(waits.rbegin(), waits.rend());
    std::printf("  %-9s  %5u  %4.0f%%  ", kind, sums.processors, percent(sums.busy, all));
    for (const auto &[cycles, cause] : waits)
      if (percent(cycles, all) >= 0.5)
        std::printf(" %s %.0f%%", cause.c_str(), percent(cycles, all));
    if (double idle = percent(all - sums.end, all); idle >= 0.5)
      std::printf(" ended %.0f%%", idle);
    std::printf("\n");
  }
}

void printBusiest(const char *what, const Json &list, double total,
                  const std::function<std::string(const Json &)> &name) {
  const Json *busiest = nullptr;
  for (const Json &entry : list)
    if (!busiest || entry.at("busy_cycles") > busiest->at("busy_cycles"))
      busiest = &entry;
  if (busiest)
    std::printf("  busiest %-10s %s: busy %.0f%% of the run, %.1f KiB\n", what,
                name(*busiest).c_str(), percent(busiest->at("busy_cycles"), total),
                busiest->at("bytes").get<double>() / 1024);
}

/// Circular buffers that were waited for most, over all cores.
void printBuffers(const Json &run) {
  struct Buffer {
    unsigned cores = 0;
    double pages = 0, average = 0, producer = 0, consumer = 0;
  };
  std::map<unsigned, Buffer> buffers;
  for (const Json &line : run.at("circular_buffers")) {
    Buffer &buffer = buffers[line.at("buffer")];
    ++buffer.cores;
    buffer.pages = std::max(buffer.pages, line.at("pages").get<double>());
    buffer.average += line.at("average").get<double>();
    buffer.producer += line.at("producer_wait_cycles").get<double>();
    buffer.consumer += line.at("consumer_wait_cycles").get<double>();
  }
  if (buffers.empty())
    return;
  double total = run.at("total_cycles");
  std::printf("\n  circular buffer  pages  average held  producer waits  consumer waits\n");
  for (const auto &[index, buffer] : buffers)
    std::printf("  %15u  %5.0f  %12.1f  %13.0f%%  %13.0f%%\n", index, buffer.pages,
                buffer.average / buffer.cores, percent(buffer.producer, total * buffer.cores),
                percent(buffer.consumer, total * buffer.cores));
}

void printFaults(const Json &run) {
  if (!run.contains("faults"))
    return;
  std::printf("\n  faults\n");
  for (const Json &fault : run.at("faults"))
    std::printf("  %s:%lld: %s, %llu times\n", fault.value("file", "?").c_str(),
                static_cast<long long>(fault.value("line", 0)),
                fault.at("rule").get<std::string>().c_str(),
                static_cast<unsigned long long>(fault.at("times")));
}

} // namespace

void printSummary(const Json &run) {
  double total = run.at("total_cycles");
  std::printf("%s: %llu cycles, %.2f us, %zu cores\n",
              run.at("architecture").get<std::string>().c_str(),
              static_cast<unsigned long long>(run.at("total_cycles")),
              run.at("microseconds").get<double>(), run.at("cores").size());
  printProcessors(run);
  printBuffers(run);
  std::printf("\n");
  printBusiest("link", run.at("noc_links"), total, [](const Json &link) {
    return "NoC " + link.at("noc").dump() + " from " + place(link.at("from")) + " along " +
           link.at("axis").get<std::string>();
  });
  printBusiest("DRAM bank", run.at("dram_banks"), total,
               [](const Json &bank) { return bank.at("bank").dump(); });
  printFaults(run);
}

} // namespace tilium::device::tool
