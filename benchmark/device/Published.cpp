//===- Published.cpp - Published measurements and how to repeat them ------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "Published.h"

#include "Microbenchmarks.h"

#include <algorithm>
#include <random>

namespace tilium::device::benchmark {

namespace {

constexpr const char *wormhole = "wormhole_b0";
constexpr const char *blackhole = "blackhole";
const std::string latencies = "tt-metal, data_movement/noc_estimator/noc_latencies.yaml @1fc91107";

std::string sizeText(uint32_t bytes) {
  return bytes < 1024 ? std::to_string(bytes) + " B" : std::to_string(bytes / 1024) + " KiB";
}

std::string timesText(uint32_t transactions, uint32_t bytes) {
  return std::to_string(transactions) + " x " + sizeText(bytes);
}

/// Published cycles of one size for 1, 16, 64 and 256 transactions.
struct Series {
  uint32_t bytes;
  double cycles[4];
};
constexpr uint32_t seriesTransactions[4] = {1, 16, 64, 256};

// Constants were taken from single 64 B transactions and from slopes between 64 and 256.
bool calibrates(uint32_t transactions, uint32_t bytes) {
  return (transactions == 1 && bytes == 64) || transactions >= 64;
}

void addUnicast(Group &group, const char *architecture, bool write, bool sameAxis,
                const std::vector<Series> &series) {
  for (const Series &line : series)
    for (size_t i = 0; i < 4; ++i) {
      UnicastCase test{write,
                       {{0, 0}},
                       {sameAxis ? Coordinate{0, 3} : Coordinate{3, 3}},
                       seriesTransactions[i],
                       line.bytes};
      // Slopes were read off the rows of different axes only. That of 64 B reads on Wormhole was
      // not taken: the issue of reads came from those of many cores.
      bool used = calibrates(test.transactions, test.bytes) &&
                  (!sameAxis || test.transactions == 1) &&
                  (write || test.bytes > 64 || test.transactions == 1 ||
                   std::string(architecture) == blackhole);
      group.measurements.push_back(
          {architecture,
           std::string(write ? "write" : "read") + (sameAxis ? ", one axis, " : ", two axes, ") +
               timesText(test.transactions, test.bytes),
           line.cycles[i], used, [test](Device &device) { return unicast(device, test); }});
    }
}

Group unicastGroup() {
  Group group{"One core and another core's L1",
              "cycles",
              latencies,
              "N transactions, then one barrier. \"One axis\": both cores lie in one column.",
              {}};
  addUnicast(group, wormhole, false, false,
             {{64, {293, 587, 1874, 6674}},
              {2048, {366, 1468, 4947, 18811}},
              {8192, {589, 4883, 18618, 73970}}});
  addUnicast(group, wormhole, false, true,
             {{64, {205, 491, 1779, 6578}}, {2048, {286, 1364, 4867, 18731}}});
  addUnicast(group, wormhole, true, false,
             {{64, {296, 624, 1682, 5906}},
              {2048, {369, 1459, 4650, 17353}},
              {8192, {624, 4601, 17232, 67769}}});
  addUnicast(group, wormhole, true, true,
             {{64, {206, 538, 1595, 5819}}, {2048, {278, 1338, 4529, 17313}}});
  addUnicast(group, blackhole, false, false,
             {{64, {373, 879, 2560, 9281}},
              {2048, {404, 928, 2591, 9317}},
              {8192, {499, 2504, 8911, 34423}}});
  addUnicast(group, blackhole, false, true,
             {{64, {227, 727, 2409, 9126}}, {2048, {260, 776, 2440, 9162}}});
  addUnicast(group, blackhole, true, false,
             {{64, {360, 709, 1809, 6226}},
              {2048, {401, 920, 2545, 9071}},
              {8192, {509, 2499, 8804, 34163}}});
  addUnicast(group, blackhole, true, true,
             {{64, {207, 557, 1663, 6074}}, {2048, {241, 756, 2398, 8926}}});
  return group;
}

void addFan(Group &group, const char *architecture, bool write, uint32_t width, uint32_t height,
            uint32_t transactions, uint32_t bytes, double cycles, bool calibration = false) {
  std::vector<Coordinate> others = square(width, height);
  others.erase(others.begin());
  UnicastCase test{write, {{0, 0}}, others, transactions, bytes};
  group.measurements.push_back(
      {architecture,
       std::string(write ? "write to " : "read from ") + std::to_string(others.size()) + ", " +
           timesText(transactions, bytes) + " each",
       cycles, calibration, [test](Device &device) { return unicast(device, test); }});
}

Group fanGroup() {
  Group group{"One core and the L1s of all others",
              "cycles",
              latencies,
              "The targets are taken one after the other, with one barrier at the end.",
              {}};
  addFan(group, wormhole, false, 8, 8, 16, 64, 20621, true);
  addFan(group, wormhole, false, 8, 8, 16, 2048, 67272);
  addFan(group, wormhole, false, 8, 8, 4, 8192, 66746);
  addFan(group, wormhole, true, 8, 8, 16, 64, 23574);
  addFan(group, wormhole, true, 8, 8, 16, 2048, 66968);
  addFan(group, wormhole, true, 8, 8, 4, 8192, 66521);
  addFan(group, blackhole, false, 13, 10, 4, 64, 17636, true);
  addFan(group, blackhole, false, 13, 10, 4, 8192, 68201);
  addFan(group, blackhole, true, 13, 10, 4, 64, 15425);
  addFan(group, blackhole, true, 13, 10, 4, 2048, 17631);
  addFan(group, blackhole, true, 13, 10, 4, 8192, 68363);
  return group;
}

void addMulticast(Group &group, const char *architecture, const std::string &shape,
                  const MulticastCase &base, const std::vector<Series> &series) {
  for (const Series &line : series)
    for (size_t i = 0; i < 4; ++i) {
      if (line.cycles[i] == 0)
        continue;
      MulticastCase test = base;
      test.transactions = seriesTransactions[i];
      test.bytes = line.bytes;
      // The answers of linked ones come from the slopes of 2 KB.
      bool slope = base.linked && test.bytes == 2048 && test.transactions >= 64;
      // The reservation of the path is the slope of 64 B, on Blackhole's squares up to 16.
      uint32_t least = std::string(architecture) == blackhole ? 16 : 64;
      bool used = slope || (!base.linked && test.bytes == 64 && test.transactions >= least);
      group.measurements.push_back(
          {architecture, shape + ", " + timesText(test.transactions, test.bytes), line.cycles[i],
           used, [test](Device &device) { return multicast(device, test); }});
    }
}

Group multicastGroup() {
  Group group{"Multicast",
              "cycles",
              latencies,
              "Squares include the sender at their first corner; rows are the last row of the grid "
              "and do not.",
              {}};
  auto squareOf = [](uint32_t side) {
    return MulticastCase{{0, 0}, {0, 0}, {side - 1, side - 1}, 0, 0};
  };
  addMulticast(group, wormhole, "2x2", squareOf(2),
               {{64, {323, 922, 2850, 10760}},
                {2048, {410, 2054, 7148, 27398}},
                {8192, {654, 5328, 20144, 79312}}});
  addMulticast(group, wormhole, "3x3", squareOf(3),
               {{64, {358, 1436, 4899, 18714}},
                {2048, {449, 2598, 9388, 36646}},
                {8192, {711, 5899, 22489, 88692}}});
  addMulticast(group, wormhole, "5x5", squareOf(5),
               {{64, {470, 3201, 11937, 46880}},
                {2048, {564, 4677, 17246, 67271}},
                {8192, {807, 7827, 30186, 119800}}});
  addMulticast(group, wormhole, "8x8", squareOf(8),
               {{64, {591, 4756, 18098, 71472}},
                {2048, {673, 5853, 22397, 88533}},
                {8192, {918, 9154, 35536, 140993}}});
  addMulticast(group, wormhole, "row of 8", {{0, 0}, {0, 7}, {7, 7}, 0, 0},
               {{64, {576, 0, 0, 0}},
                {2048, {659, 0, 0, 0}},
                {8192, {884, 0, 0, 0}},
                {65536, {4918, 0, 0, 0}}});
  addMulticast(group, blackhole, "2x2", squareOf(2),
               {{64, {396, 983, 0, 0}}, {2048, {436, 1515, 0, 0}}, {8192, {540, 3138, 0, 0}}});
  addMulticast(group, blackhole, "3x3", squareOf(3),
               {{64, {427, 1490, 0, 0}}, {2048, {459, 2020, 0, 0}}, {8192, {571, 3699, 0, 0}}});
  addMulticast(group, blackhole, "5x5", squareOf(5),
               {{64, {500, 2514, 0, 0}}, {2048, {524, 3227, 0, 0}}, {8192, {636, 4925, 0, 0}}});
  addMulticast(group, blackhole, "13x10", {{0, 0}, {0, 0}, {12, 9}, 0, 0},
               {{64, {812, 0, 0, 0}},
                {2048, {826, 0, 0, 0}},
                {8192, {940, 0, 0, 0}},
                {65536, {3039, 0, 0, 0}}});
  addMulticast(group, blackhole, "column of 10 with the sender", {{0, 0}, {0, 0}, {0, 9}, 0, 0},
               {{64, {349, 2580, 9730, 38338}},
                {2048, {380, 3107, 11843, 46685}},
                {8192, {492, 4773, 18400, 73194}}});
  addMulticast(group, blackhole, "row of 13", {{0, 0}, {0, 9}, {12, 9}, 0, 0},
               {{64, {731, 0, 0, 0}}, {2048, {766, 0, 0, 0}}, {8192, {868, 0, 0, 0}}});
  return group;
}

Group linkedMulticastGroup() {
  Group group{"Linked multicast",
              "cycles",
              latencies,
              "As above, on squares with the sender; all but the last multicast are linked.",
              {}};
  auto add = [&](const char *architecture, uint32_t side, const std::vector<Series> &series) {
    MulticastCase base{{0, 0}, {0, 0}, {side - 1, side - 1}, 0, 0};
    base.linked = true;
    addMulticast(group, architecture, std::to_string(side) + "x" + std::to_string(side), base,
                 series);
  };
  add(wormhole, 2,
      {{64, {327, 666, 1721, 5944}},
       {2048, {410, 1539, 4906, 18371}},
       {8192, {679, 4770, 17830, 70103}}});
  add(wormhole, 3,
      {{64, {358, 706, 1995, 5978}},
       {2048, {450, 1620, 5214, 19421}},
       {8192, {712, 4893, 18163, 71174}}});
  add(wormhole, 5,
      {{64, {471, 824, 2178, 7592}},
       {2048, {553, 1915, 6244, 23523}},
       {8192, {810, 5288, 19402, 76032}}});
  add(wormhole, 8,
      {{64, {596, 1499, 4732, 17660}},
       {2048, {674, 2562, 8755, 33516}},
       {8192, {912, 5976, 22091, 86577}}});
  add(blackhole, 2, {{64, {396, 0, 0, 0}}, {2048, {435, 0, 0, 0}}, {8192, {539, 0, 0, 0}}});
  add(blackhole, 5, {{64, {499, 0, 0, 0}}, {2048, {532, 0, 0, 0}}, {8192, {635, 0, 0, 0}}});
  return group;
}

void addAllToAll(Group &group, const char *architecture, bool write, uint32_t width,
                 uint32_t height, uint32_t transactions, uint32_t bytes, double cycles,
                 bool calibration = false) {
  std::vector<Coordinate> cores = square(width, height);
  UnicastCase test{write, cores, cores, transactions, bytes};
  group.measurements.push_back(
      {architecture,
       std::string(write ? "write, " : "read, ") + std::to_string(width) + "x" +
           std::to_string(height) + ", " + timesText(transactions, bytes) + " each",
       cycles, calibration, [test](Device &device) { return unicast(device, test); }});
}

Group congestionGroup() {
  Group group{"Everybody with everybody",
              "cycles",
              latencies,
              "Each core of a square with each core of it and itself, once; the median core. No "
              "constant was taken from these: what they test is how transfers share links.",
              {}};
  struct Line {
    uint32_t side;
    double cycles[3]; ///< For 64 B, 2 KiB, 8 KiB; 0: left out.
  };
  constexpr uint32_t sizes[3] = {64, 2048, 8192};
  auto add = [&](const char *architecture, bool write, const std::vector<Line> &lines) {
    for (const Line &line : lines)
      for (size_t i = 0; i < 3; ++i)
        if (line.cycles[i] != 0)
          addAllToAll(group, architecture, write, line.side, line.side, 1, sizes[i],
                      line.cycles[i]);
  };
  add(wormhole, true,
      {{2, {361.5, 570, 1719}},
       {3, {564, 1685, 5808}},
       {5, {1177, 9923, 42219}},
       {8, {3190, 38708.5, 158959}}});
  add(wormhole, false,
      {{2, {353.5, 501.5, 1829.5}},
       {3, {511, 1305, 4744}},
       {5, {1094, 7289, 37427}},
       {8, {3157.5, 106471, 406844}}});
  add(blackhole, false,
      {{2, {436, 491.5, 913}},
       {3, {630, 831, 2364}},
       {5, {1233, 3709, 15431}},
       {8, {2784.5, 35746.5, 0}}});
  return group;
}

Group repeatedCongestionGroup() {
  Group group{"Everybody with everybody, four times",
              "cycles",
              latencies,
              "The measured writes go through four virtual channels in turn, so that one that is "
              "stalled does not stop the next; in the model every write takes the same channel, as "
              "kernels do by default. The reads decided that a stalled response holds its links.",
              {}};
  auto add = [&](const char *architecture, uint32_t side, uint32_t bytes, double wrote,
                 double read) {
    if (wrote != 0)
      addAllToAll(group, architecture, true, side, side, 4, bytes, wrote);
    addAllToAll(group, architecture, false, side, side, 4, bytes, read, true);
  };
  add(wormhole, 2, 64, 608.5, 558);
  add(wormhole, 2, 2048, 2177.5, 1830.5);
  add(wormhole, 2, 8192, 10428.5, 6972);
  add(wormhole, 3, 64, 1182, 1188);
  add(wormhole, 3, 2048, 7090, 4984);
  add(wormhole, 3, 8192, 30343, 23669);
  add(wormhole, 5, 64, 3297, 3695);
  add(wormhole, 5, 2048, 41296, 41397);
  add(blackhole, 2, 64, 0, 751.5);
  add(blackhole, 2, 2048, 0, 1215);
  add(blackhole, 2, 8192, 0, 3675.5);
  add(blackhole, 3, 64, 0, 1605);
  add(blackhole, 3, 2048, 0, 3078);
  add(blackhole, 3, 8192, 0, 10700);
  add(blackhole, 5, 64, 0, 4157);
  add(blackhole, 5, 2048, 0, 18893);
  return group;
}

void addBank(Group &group, const char *architecture, bool write,
             const std::vector<Series> &series) {
  for (const Series &line : series)
    for (size_t i = 0; i < 4; ++i) {
      if (line.cycles[i] == 0)
        continue;
      BankCase test{write, {0, 0}, 0, seriesTransactions[i], line.bytes};
      group.measurements.push_back(
          {architecture,
           std::string(write ? "write, " : "read, ") + timesText(test.transactions, test.bytes),
           line.cycles[i], line.bytes <= 128 && test.transactions != 16,
           [test](Device &device) { return dramBank(device, test); }});
    }
}

Group bankGroup() {
  Group group{"One core and one DRAM bank",
              "cycles",
              latencies,
              "The same address again and again. On Blackhole that is slower than a bank's stream "
              "(about 22 of 47 B a cycle), which the model does not have.",
              {}};
  addBank(group, wormhole, false,
          {{64, {381, 708, 2104, 7272}},
           {2048, {470, 1901, 6413, 23818}},
           {8192, {893, 6236, 23938, 0}}});
  addBank(group, wormhole, true,
          {{128, {426, 776, 2017, 6784}},
           {2048, {511, 1852, 6353, 24111}},
           {8192, {756, 6349, 24292, 0}}});
  addBank(group, blackhole, false,
          {{64, {486, 803, 1859, 6140}},
           {2048, {582, 1925, 6389, 24300}},
           {8192, {834, 6227, 23780, 0}}});
  addBank(group, blackhole, true,
          {{64, {399, 816, 2082, 7064}},
           {2048, {435, 1300, 5894, 24566}},
           {8192, {538, 5715, 23611, 0}}});
  return group;
}

void addPages(Group &group, const char *architecture, bool write,
              const std::vector<Series> &series) {
  for (const Series &line : series)
    for (size_t i = 0; i < 4; ++i) {
      if (line.cycles[i] == 0)
        continue;
      PagesCase test{write, {{0, 0}}, seriesTransactions[i], 1, line.bytes, 1};
      group.measurements.push_back(
          {architecture,
           std::string(write ? "write, " : "read, ") + timesText(test.pagesPerRound, line.bytes),
           line.cycles[i],
           line.bytes == 64 && (test.pagesPerRound >= 64 || (write && test.pagesPerRound == 1)),
           [test](Device &device) { return dramPages(device, test); }});
    }
}

Group pagesGroup() {
  Group group{"One core and the pages of an interleaved buffer",
              "cycles",
              latencies,
              "Consecutive pages, which lie on all banks in turn, and one barrier.",
              {}};
  addPages(group, wormhole, false,
           {{64, {381, 876, 2603, 9524}},
            {2048, {471, 1405, 4589, 17269}},
            {8192, {717, 4516, 17172, 0}}});
  addPages(group, wormhole, true,
           {{64, {420, 969, 2832, 10327}},
            {2048, {520, 1567, 4862, 17672}},
            {8192, {770, 5308, 20752, 0}}});
  addPages(group, blackhole, false,
           {{64, {487, 887, 2196, 7503}},
            {2048, {585, 1104, 2702, 9086}},
            {8192, {836, 2687, 9031, 0}}});
  addPages(
      group, blackhole, true,
      {{64, {401, 908, 2392, 8340}}, {2048, {436, 980, 2620, 9110}}, {8192, {542, 2601, 9082, 0}}});
  return group;
}

/// Bandwidth in GB/s of cores that each read one bank of a buffer with `bytes` a page.
double bankReaders(Device &device, const std::vector<Coordinate> &cores, uint32_t bytes,
                   uint32_t pagesPerRound, uint32_t rounds, uint32_t noc, bool write = false) {
  auto count = static_cast<uint32_t>(cores.size());
  uint32_t banks = device.architecture().dramBanks;
  uint32_t distance = std::max(banks, count);
  PagesCase test{write, cores, pagesPerRound, rounds, bytes, distance, noc};
  double cycles = dramPages(device, test);
  return double{1} * bytes * pagesPerRound * rounds * count / cycles *
         device.architecture().clockMegahertz / 1000.0;
}

std::vector<Coordinate> anyCores(const Architecture &architecture, uint32_t count, uint32_t seed) {
  std::vector<Coordinate> cores = square(architecture.gridX, architecture.gridY);
  std::mt19937 generator(seed);
  for (size_t i = cores.size() - 1; i > 0; --i)
    std::swap(cores[i], cores[generator() % (i + 1)]);
  cores.resize(count);
  return cores;
}

/// The mean of several draws.
double randomReaders(Device &device, uint32_t count, uint32_t noc, bool write = false) {
  constexpr uint32_t draws = 5;
  double sum = 0;
  for (uint32_t seed = 1; seed <= draws; ++seed)
    sum +=
        bankReaders(device, anyCores(device.architecture(), count, seed), 8192, 32, 2, noc, write);
  return sum / draws;
}

Group dramBandwidthGroup() {
  Group group{
      "DRAM bandwidth",
      "GB/s",
      "tt-metal tech_reports/Saturating_DRAM_bandwidth @0c3eb94a, "
      "Saturating_DRAM_bandwidth_Blackhole @7ffb007c; tt-isa-documentation DRAMTile "
      "@39304719",
      "One reader for each bank. \"Placed\": a core behind the bank, such that no two "
      "share a link; \"any\": the first "
      "ones of the grid on Blackhole, drawn at random (the mean of five draws) on Wormhole.",
      {}};
  auto add = [&](const char *architecture, const char *what, double published, bool calibration,
                 std::function<double(Device &)> run) {
    group.measurements.push_back({architecture, what, published, calibration, std::move(run)});
  };
  add(wormhole, "one channel, read", 22.3, true, [](Device &device) {
    return bankReaders(device, {placedReaders(device.architecture(), 0)[0]}, 8192, 64, 2, 0);
  });
  add(wormhole, "12 cores placed, read, NoC 0", 265.5, false, [](Device &device) {
    return bankReaders(device, placedReaders(device.architecture(), 0), 8192, 32, 2, 0);
  });
  add(wormhole, "12 cores at random, read, NoC 0", 189.8, false,
      [](Device &device) { return randomReaders(device, 12, 0); });
  add(wormhole, "48 cores at random, read, NoC 0", 200.3, false,
      [](Device &device) { return randomReaders(device, 48, 0); });
  add(wormhole, "12 cores at random, read, NoC 1", 82.1, false,
      [](Device &device) { return randomReaders(device, 12, 1); });
  add(wormhole, "12 cores placed, write, NoC 1", 261.3, false, [](Device &device) {
    // A write on NoC 1 takes the way that a response takes on NoC 0, backwards.
    return bankReaders(device, placedReaders(device.architecture(), 0), 8192, 32, 2, 1, true);
  });
  add(wormhole, "12 cores at random, write, NoC 0", 56.5, false,
      [](Device &device) { return randomReaders(device, 12, 0, true); });
  add(wormhole, "12 cores at random, write, NoC 1", 154.5, false,
      [](Device &device) { return randomReaders(device, 12, 1, true); });
  add(blackhole, "16 KiB, one at a time, any cores", 186, false,
      [](Device &device) { return bankReaders(device, square(8, 1), 16384, 1, 24, 0); });
  add(blackhole, "16 KiB, many at a time, any cores", 344, false,
      [](Device &device) { return bankReaders(device, square(8, 1), 16384, 32, 2, 0); });
  add(blackhole, "16 KiB, many at a time, placed", 500, true, [](Device &device) {
    return bankReaders(device, placedReaders(device.architecture(), 0), 16384, 32, 2, 0);
  });
  return group;
}

void addGemm(Group &group, const char *architecture, const char *kind, GemmCase test,
             double utilisation, bool calibration = false) {
  std::string what = std::to_string(test.M) + "x" + std::to_string(test.K) + "x" +
                     std::to_string(test.N) + ", " + kind;
  group.measurements.push_back(
      {architecture, what, utilisation, calibration, [test](Device &device) {
         RunReport report = gemm(device, test);
         return 100 * idealGemmCycles(device.architecture(), test) /
                static_cast<double>(report.totalCycles);
       }});
}

Group addGroup() {
  Group group{
      "Element-wise addition",
      "cycles for one tile",
      "tt-llk#316",
      "bf16 tiles that are in L1, from the start of the unpacker to the end of the packer, "
      "divided by the number of tiles. The model's side has the profiler's 36 cycles added.",
      {}};
  constexpr double profiler = 36; // A zone of the profiler, tt-llk profiler_overhead_test.
  constexpr double published[] = {178.88, 125.0, 98.92, 86.06};
  for (uint32_t tiles = 1; tiles <= 4; ++tiles)
    group.measurements.push_back(
        {blackhole, std::to_string(tiles) + (tiles == 1 ? " tile" : " tiles"), published[tiles - 1],
         tiles > 2,
         [tiles](Device &device) { return (addTiles(device, tiles) + profiler) / tiles; }});
  return group;
}

struct GemmLine {
  uint32_t M, K, N, blockInner;
  double bf16HiFi2, bf16HiFi4, bfp8HiFi2, bfp8LoFi, bfp4LoFi; ///< Percent on the device.
};

void addGemmLine(Group &group, const char *architecture, const GemmLine &line) {
  auto add = [&](const char *kind, DataFormat format, MathFidelity fidelity, double published,
                 bool calibration = false) {
    GemmCase test{line.M, line.K, line.N};
    test.format = format;
    test.fidelity = fidelity;
    test.blockInner = line.blockInner;
    addGemm(group, architecture, kind, test, published, calibration);
  };
  // This row showed first that Blackhole's unpackers are faster than Wormhole's.
  bool used = std::string(architecture) == blackhole && line.K == 4992;
  add("bf16 HiFi2", DataFormat::Float16_b, MathFidelity::HiFi2, line.bf16HiFi2, used);
  add("bf16 HiFi4", DataFormat::Float16_b, MathFidelity::HiFi4, line.bf16HiFi4);
  add("bfp8 HiFi2", DataFormat::Bfp8_b, MathFidelity::HiFi2, line.bfp8HiFi2);
  add("bfp8 LoFi", DataFormat::Bfp8_b, MathFidelity::LoFi, line.bfp8LoFi);
  add("bfp4 LoFi", DataFormat::Bfp4_b, MathFidelity::LoFi, line.bfp4LoFi);
}

Group gemmGroup() {
  Group group{
      "GEMM",
      "% of the matrix engines' peak, on the device",
      "tt-metal tech_reports/GEMM_FLOPS @06bd3735, manually tuned; n150 on 8x8 cores, p150 "
      "on 13x10",
      "M x K x N; A and C in L1, B in DRAM. The model runs kernels of its own in the same "
      "manner (blocks of A and B sent along rows and columns), not the library's. A first "
      "comparison "
      "with these rows showed two faults of the kernels (A and B on each other's network, a "
      "barrier where a flush does) and one of the table (the rate at which an operand "
      "streams), which were corrected; so the rows are not blind, though no constant but "
      "one was fitted to them.",
      {}};
  for (const GemmLine &line : {GemmLine{512, 512, 512, 2, 20.61, 40.77, 26.13, 13.16, 14.38},
                               GemmLine{512, 1024, 1024, 4, 31.42, 61.25, 43.97, 23.14, 27.21},
                               GemmLine{1024, 1024, 1024, 4, 47.79, 77.17, 67.47, 39.72, 50.85},
                               GemmLine{1024, 2048, 2048, 8, 57.63, 85.03, 78.55, 52.68, 70.64},
                               GemmLine{2048, 2048, 2048, 8, 64.87, 89.59, 84.30, 58.89, 78.81},
                               GemmLine{2048, 3072, 3072, 6, 65.52, 92.03, 86.94, 61.18, 82.18},
                               GemmLine{3072, 3072, 3072, 3, 64.56, 92.40, 88.56, 61.56, 84.58}})
    addGemmLine(group, wormhole, line);
  for (const GemmLine &line : {GemmLine{640, 832, 832, 2, 21.94, 43.35, 24.34, 12.18, 12.77},
                               GemmLine{640, 1664, 1664, 4, 43.39, 78.08, 54.65, 27.78, 30.15},
                               GemmLine{1280, 1664, 1664, 4, 74.07, 85.20, 76.03, 53.43, 57.88},
                               GemmLine{1280, 3328, 3328, 8, 82.48, 90.55, 85.25, 77.03, 78.51},
                               GemmLine{2560, 3328, 3328, 8, 87.05, 93.16, 88.43, 83.15, 83.26},
                               GemmLine{2560, 4992, 4992, 6, 88.82, 94.08, 89.94, 85.91, 86.17}})
    addGemmLine(group, blackhole, line);
  return group;
}

} // namespace

std::vector<Group> publishedGroups() {
  return {unicastGroup(),       fanGroup(),
          multicastGroup(),     linkedMulticastGroup(),
          congestionGroup(),    repeatedCongestionGroup(),
          bankGroup(),          pagesGroup(),
          dramBandwidthGroup(), addGroup(),
          gemmGroup()};
}

} // namespace tilium::device::benchmark
