//===- Picture.cpp - A run as a picture ----------------------------------- ===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// gnuplot draws: a heat map of the cores (how much of the run their busiest data movement and
// compute processors worked) above a timeline of processors. The timeline has as many steps as a
// picture can show; each takes the colour of what filled most of it.
//
//===----------------------------------------------------------------------===//

#include "Process.h"
#include "Tool.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

namespace tilium::device::tool {

using Json = nlohmann::ordered_json;

namespace {

constexpr unsigned steps = 600, mostRows = 40;

/// What a stretch of the timeline may be, with its colour.
struct Kind {
  const char *name, *label;
  unsigned colour;
};
constexpr Kind kinds[] = {{"", "works", 0x2b7a4b},
                          {"cb_wait_front", "waits for pages", 0xd08020},
                          {"cb_reserve_back", "waits for room", 0xe8c060},
                          {"read_barrier", "waits for a read", 0x3070b0},
                          {"write_barrier", "waits for a write", 0x80b0e0},
                          {"semaphore", "waits for a semaphore", 0xb03060},
                          {"source_registers", "waits for operands", 0x909090},
                          {"dst_acquire", "waits for DST", 0x7050a0},
                          {"dst_wait", "waits for results", 0xb8a0d8}};
constexpr size_t kindCount = std::size(kinds);

size_t kindOf(const Json &event) {
  if (event.at("cat") == "work")
    return 0;
  for (size_t kind = 1; kind < kindCount; ++kind)
    if (event.at("name") == kinds[kind].name)
      return kind;
  return 0;
}

bool moves(const std::string &processor) { return processor == "brisc" || processor == "ncrisc"; }

/// Rows of "x y value": the share of the run that the busiest processor of a kind worked.
std::string heat(const Json &run, bool movement) {
  std::map<std::pair<unsigned, unsigned>, double> cores;
  double total = std::max(1.0, run.at("total_cycles").get<double>());
  for (const Json &processor : run.at("processors")) {
    if (moves(processor.at("processor")) != movement)
      continue;
    double &share = cores[{processor.at("core")[0], processor.at("core")[1]}];
    share = std::max(share, processor.at("busy_cycles").get<double>() / total * 100);
  }
  std::ostringstream text;
  for (const auto &[core, share] : cores)
    text << core.first << " " << core.second << " " << share << "\n";
  return text.str();
}

struct Row {
  std::string label;
  double end;                            ///< Microseconds.
  std::vector<std::vector<double>> time; ///< By step, by kind.
};

/// Rows of the timeline: the processors of the first cores, core by core.
std::vector<Row> timeline(const Json &run, const Json &trace) {
  double length = std::max(1e-9, run.at("microseconds").get<double>());
  double perCycle = length / std::max(1.0, run.at("total_cycles").get<double>());
  std::vector<Row> rows;
  std::map<std::string, size_t> rowOf;
  const Json &processors = run.at("processors");
  std::vector<std::pair<Json, size_t>> order;
  for (const Json &processor : processors)
    order.emplace_back(processor.at("core"), order.size());
  std::sort(order.begin(), order.end());
  for (const auto &[place, number] : order) {
    const Json &processor = processors[number];
    if (rows.size() == mostRows)
      break;
    std::string core = processor.at("core")[0].dump() + "," + processor.at("core")[1].dump();
    std::string name = processor.at("processor");
    rowOf["core " + core + " " + name] = rows.size();
    rows.push_back({core + " " + name, processor.at("end_cycle").get<double>() * perCycle,
                    std::vector<std::vector<double>>(steps, std::vector<double>(kindCount))});
  }
  double step = length / steps;
  for (const Json &event : trace.at("traceEvents")) {
    if (event.at("ph") != "X")
      continue;
    auto row =
        rowOf.find(event.at("pid").get<std::string>() + " " + event.at("tid").get<std::string>());
    if (row == rowOf.end())
      continue;
    double begin = event.at("ts"), end = begin + event.at("dur").get<double>();
    for (auto at = static_cast<unsigned>(begin / step); at < steps && at * step < end; ++at)
      rows[row->second].time[at][kindOf(event)] +=
          std::min(end, (at + 1) * step) - std::max(begin, at * step);
  }
  return rows;
}

/// Rows of "x y xlow xhigh ylow yhigh colour", equal neighbours joined.
std::string boxes(std::vector<Row> &rows, double length) {
  std::ostringstream text;
  double step = length / steps;
  for (size_t row = 0; row < rows.size(); ++row) {
    unsigned begin = 0;
    size_t last = kindCount;
    for (unsigned at = 0; at <= steps; ++at) {
      size_t kind = kindCount;
      if (at < steps && at * step < rows[row].end) {
        std::vector<double> &time = rows[row].time[at];
        // What no stretch covers is the processor's own calls.
        double covered = 0;
        for (double part : time)
          covered += part;
        time[0] += std::max(0.0, std::min(step, rows[row].end - at * step) - covered);
        kind = static_cast<size_t>(std::max_element(time.begin(), time.end()) - time.begin());
      }
      if (kind == last)
        continue;
      if (last != kindCount)
        text << begin * step << " " << row << " " << begin * step << " " << at * step << " "
             << static_cast<double>(row) - 0.4 << " " << static_cast<double>(row) + 0.4 << " "
             << kinds[last].colour << "\n";
      begin = at;
      last = kind;
    }
  }
  return text.str();
}

std::string quoted(std::string text) {
  std::replace(text.begin(), text.end(), '\'', ' ');
  return "'" + text + "'";
}

void writeHeat(std::ostream &script, const char *title, const char *block, double left) {
  script << "set origin " << left << ",0.62\nset size 0.48,0.36\nset title " << quoted(title)
         << "\nplot " << block << " using 1:2:3 with image pixels notitle, " << block
         << " using 1:2:(sprintf('%.0f', $3)) with labels font ',8' notitle\n";
}

void writeScript(std::ostream &script, const Json &run, const Json &trace,
                 const std::string &path) {
  double length = std::max(1e-9, run.at("microseconds").get<double>());
  std::vector<Row> rows = timeline(run, trace);
  std::string movement = heat(run, true), compute = heat(run, false);
  unsigned width = 0, height = 0;
  for (const Json &core : run.at("cores")) {
    width = std::max(width, core.at("core")[0].get<unsigned>());
    height = std::max(height, core.at("core")[1].get<unsigned>());
  }
  script << "set terminal svg size 1200," << 420 + 22 * rows.size()
         << " noenhanced background 'white'\n"
         << "set output " << quoted(path) << "\n$movement << END\n"
         << movement << "END\n$compute << END\n"
         << compute << "END\n$boxes << END\n"
         << boxes(rows, length) << "END\nset multiplot\n"
         << "set palette defined (0 '#f4f4f4', 50 '#e8c060', 100 '#b03030')\nset cbrange [0:100]\n"
         << "set xrange [-0.5:" << width + 0.5 << "]\nset yrange [" << height + 0.5
         << ":-0.5]\nset xtics 1\nset ytics 1\nset tics out nomirror\n";
  if (!movement.empty())
    writeHeat(script, "data movement: busy, % of the run, by core", "$movement", 0.0);
  if (!compute.empty())
    writeHeat(script, "compute: busy, % of the run, by core", "$compute", 0.5);
  script << "set origin 0,0\nset size 1,0.62\nset xtics autofreq\nunset colorbox\nset title "
         << quoted(run.at("architecture").get<std::string>() + ", " +
                   run.at("total_cycles").dump() + " cycles" +
                   (run.at("processors").size() > rows.size()
                        ? ", the first " + std::to_string(rows.size()) + " processors"
                        : ""))
         << "\nset xlabel 'microseconds'\nset xrange [0:" << length << "]\nset yrange ["
         << static_cast<double>(rows.size()) - 0.5 << ":-0.5]\nset ytics (";
  for (size_t row = 0; row < rows.size(); ++row)
    script << (row ? ", " : "") << quoted(rows[row].label) << " " << row;
  script << ") font ',9'\nset key outside bottom horizontal\nset style fill solid noborder\n"
         << "plot $boxes using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable notitle";
  for (const Kind &kind : kinds)
    script << ", NaN with boxes linecolor rgb " << kind.colour << " title " << quoted(kind.label);
  script << "\nunset multiplot\nunset output\n";
}

} // namespace

void drawPicture(const Json &run, const Json &trace, const std::string &path) {
  std::string gnuplot = findOnPath("gnuplot");
  if (gnuplot.empty())
    throw ToolError{Usage, "--picture needs gnuplot; install the package gnuplot-nox"};
  TemporaryFolder folder;
  std::string script = folder.path() + "/picture.gnuplot";
  std::ofstream stream(script);
  writeScript(stream, run, trace, path);
  stream.close();
  if (!stream)
    throw ToolError{Usage, "cannot write '" + script + "'"};
  if (runCommand({gnuplot, script}).status != 0)
    throw ToolError{Usage, "gnuplot could not draw '" + path + "'"};
}

} // namespace tilium::device::tool
