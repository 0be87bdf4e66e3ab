//===- Network.cpp - Routes, latency and bandwidth of the NoC -------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "noc/Network.h"

#include <algorithm>
#include <cmath>

namespace tilium::device {

// Resources, in this order: node interfaces (core, network, direction), DRAM banks, links (network,
// axis, router).
Network::Network(const Architecture &architecture, uint64_t delaySeed)
    : architecture(architecture), timing(architecture.timing), delays(delaySeed) {
  nodes = architecture.coreCount();
  lastArrival.assign(nodes * 2, 0);
  firstDram = nodes * 4;
  firstLink = firstDram + architecture.dramBanks;
  resources.resize(firstLink + 4 * architecture.nocColumns * architecture.nocRows);
  endpoints.assign(64 * 64, 0);
  for (uint32_t core = 0; core < nodes; ++core)
    endpoints[architecture.virtualRows[core / architecture.gridX] * 64u +
              architecture.virtualColumns[core % architecture.gridX]] =
        static_cast<uint8_t>(1 + core);
  for (uint32_t bank = 0; bank < architecture.dramBanks; ++bank)
    endpoints[architecture.dramVirtual[bank].y * 64 + architecture.dramVirtual[bank].x] =
        static_cast<uint8_t>(1 + nodes + bank);
}

std::optional<NocTarget> Network::decode(uint64_t address) const {
  std::optional<Endpoint> end = endpointAt((address >> 36) & 63, (address >> 42) & 63);
  if (!end)
    return std::nullopt;
  return NocTarget{*end, address & 0xFFFFFFFFFull};
}

Coordinate Network::physical(Endpoint endpoint) const {
  if (endpoint.dram)
    return architecture.dramPhysical[endpoint.index];
  return {architecture.workerColumns[endpoint.index % architecture.gridX],
          architecture.workerRows[endpoint.index / architecture.gridX]};
}

uint32_t Network::linkResource(uint8_t noc, uint32_t axis, Coordinate at) const {
  uint32_t routers = architecture.nocColumns * architecture.nocRows;
  return firstLink + (noc * 2u + axis) * routers + at.y * architecture.nocColumns + at.x;
}

uint32_t Network::nodeResource(Endpoint endpoint, uint8_t noc, bool out) const {
  if (endpoint.dram)
    return firstDram + endpoint.index;
  return endpoint.index * 4 + noc * 2u + (out ? 1 : 0);
}

// NoC 0 goes right, then down; NoC 1 goes up, then left. Both are tori.
void Network::route(Endpoint from, Endpoint to, uint8_t noc, std::vector<Stop> &path) const {
  Coordinate at = physical(from), goal = physical(to);
  uint32_t depth = 0;
  path.push_back({nodeResource(from, noc, true), depth});
  auto along = [&](uint32_t axis) {
    uint32_t size = axis == 0 ? architecture.nocColumns : architecture.nocRows;
    uint32_t &place = axis == 0 ? at.x : at.y;
    uint32_t target = axis == 0 ? goal.x : goal.y;
    uint32_t step = axis == 0 ? 1 : architecture.nocColumns;
    uint32_t line = linkResource(noc, axis, at) - place * step;
    while (place != target) {
      path.push_back({line + place * step, depth++});
      place = noc == 0 ? (place + 1 == size ? 0 : place + 1) : (place == 0 ? size : place) - 1;
    }
  };
  along(noc == 0 ? 0 : 1);
  along(noc == 0 ? 1 : 0);
  path.push_back({nodeResource(to, noc, false), depth});
}

uint32_t Network::hops(Endpoint from, Endpoint to, uint8_t noc) const {
  Coordinate a = physical(from), b = physical(to);
  if (noc != 0)
    std::swap(a, b);
  return (b.x + architecture.nocColumns - a.x) % architecture.nocColumns +
         (b.y + architecture.nocRows - a.y) % architecture.nocRows;
}

uint32_t Network::packets(uint32_t bytes) const {
  return std::max(1u,
                  (bytes + architecture.maximumBurstBytes - 1) / architecture.maximumBurstBytes);
}

Network::Durations Network::durations(const Load &load) const {
  double all = load.bytes + load.packets * timing.flitBytes;
  return {.send = all / load.sendRate,
          .take = all / load.takeRate,
          .dram = std::max(load.bytes / load.dramRate, load.packets * timing.dramRequestCycles),
          .link = all / timing.linkBytesPerCycle};
}

void Network::Resource::hold(double begin, double end, double busy, const Load &transfer,
                             Cycle now) {
  load.bytes += static_cast<uint64_t>(transfer.bytes);
  load.transfers += 1;
  load.busyCycles += busy;
  // Calls come in the order of their cycles: what ended before can delay nothing any more.
  taken.take(begin, end, static_cast<double>(now));
}

double Network::bookWay(const std::vector<Stop> &path, double start, const Load &load, Cycle now,
                        double &slowest) {
  const Durations lengths = durations(load);
  const size_t last = path.size() - 1;
  const double lengthOfFirst = durationOf(path[0].resource, lengths);
  const double lengthOfLast = durationOf(path[last].resource, lengths);
  auto lengthAt = [&](size_t i) {
    return i == 0 ? lengthOfFirst : i == last ? lengthOfLast : lengths.link;
  };
  heads.resize(path.size());
  double head = start;
  uint32_t depth = 0;
  for (size_t i = 0; i <= last; ++i) {
    const Stop &stop = path[i];
    head += timing.hopLatency * (stop.depth - depth);
    depth = stop.depth;
    double length = lengthAt(i);
    slowest = std::max(slowest, length);
    head = resources[stop.resource].taken.earliest(head, length);
    heads[i] = head;
  }
  // A packet that is stalled further on keeps the links behind it, but for what routers hold.
  for (size_t i = 0; i <= last; ++i) {
    double length = lengthAt(i);
    uint32_t further = depth - path[i].depth;
    double stalled = head - timing.hopLatency * further - heads[i];
    if (stalled > 0)
      stalled -= further * timing.routerBufferBytes / timing.linkBytesPerCycle;
    resources[path[i].resource].hold(heads[i], heads[i] + length + std::max(0.0, stalled), length,
                                     load, now);
  }
  return head;
}

double Network::bookTree(const std::vector<Stop> &path, double start, const Load &load, Cycle now,
                         double &slowest) {
  const Durations lengths = durations(load);
  double begin = start;
  for (bool moved = true; moved;) {
    moved = false;
    for (const Stop &stop : path) {
      double at = begin + timing.hopLatency * stop.depth;
      double length = durationOf(stop.resource, lengths) + load.reservation;
      double free = resources[stop.resource].taken.earliest(at, length);
      if (free > at) {
        begin += free - at;
        moved = true;
      }
    }
  }
  for (const Stop &stop : path) {
    double at = begin + timing.hopLatency * stop.depth;
    double length = durationOf(stop.resource, lengths) + load.reservation;
    slowest = std::max(slowest, length);
    resources[stop.resource].hold(at, at + length, length, load, now);
  }
  return begin;
}

TransferTimes Network::inOrder(Endpoint core, uint8_t noc, TransferTimes times) {
  if (!delays.active())
    return times;
  Cycle delay = delays.next();
  Cycle &last = lastArrival[core.index * 2 + noc];
  Cycle arrival = std::max(times.arrival + delay, last);
  last = arrival;
  delay = arrival - times.arrival;
  return {times.departure + delay, arrival, times.acknowledgement + delay};
}

TransferTimes Network::read(Endpoint core, Endpoint source, uint8_t noc, uint32_t bytes,
                            Cycle now) {
  Load load{.bytes = static_cast<double>(bytes),
            .packets = static_cast<double>(packets(bytes)),
            .sendRate = timing.readBytesPerCycle,
            .takeRate = timing.writeBytesPerCycle,
            .dramRate = timing.dramReadBytesPerCycle};
  scratch.clear();
  route(source, core, noc, scratch);
  double asked = static_cast<double>(now) + timing.transactionOverhead / 2.0 +
                 timing.hopLatency * hops(core, source, noc) +
                 (source.dram ? timing.dramReadLatency : 0);
  double slowest = 0;
  double head = bookWay(scratch, asked, load, now, slowest);
  auto arrival = static_cast<Cycle>(std::ceil(head + slowest + timing.transactionOverhead / 2.0));
  arrival += delays.next();
  return {arrival, arrival, arrival};
}

TransferTimes Network::write(Endpoint core, Endpoint target, uint8_t noc, uint32_t bytes,
                             Cycle now) {
  Load load{.bytes = static_cast<double>(bytes),
            .packets = static_cast<double>(packets(bytes)),
            .sendRate = timing.writeBytesPerCycle,
            .takeRate = timing.writeBytesPerCycle,
            .dramRate = timing.dramWriteBytesPerCycle};
  scratch.clear();
  route(core, target, noc, scratch);
  double slowest = 0;
  double head = bookWay(scratch, static_cast<double>(now), load, now, slowest);
  double left = head - timing.hopLatency * scratch.back().depth + slowest;
  double arrival = head + slowest + timing.transactionOverhead / 2.0;
  double known = arrival + timing.transactionOverhead / 2.0 +
                 timing.hopLatency * hops(target, core, noc) +
                 (target.dram ? timing.dramWriteLatency : 0);
  return inOrder(core, noc,
                 {static_cast<Cycle>(std::ceil(left)), static_cast<Cycle>(std::ceil(arrival)),
                  static_cast<Cycle>(std::ceil(known))});
}

TransferTimes Network::multicast(Endpoint core, const std::vector<Endpoint> &targets, uint8_t noc,
                                 uint32_t bytes, Cycle now, MulticastChain chain) {
  scratch.clear();
  uint32_t deepest = 0, back = 0;
  bool loopback = std::find(targets.begin(), targets.end(), core) != targets.end();
  for (Endpoint target : targets) {
    route(core, target, noc, scratch);
    deepest = std::max(deepest, scratch.back().depth);
    back = std::max(back, scratch.back().depth + hops(target, core, noc));
  }
  std::sort(scratch.begin(), scratch.end(),
            [](const Stop &a, const Stop &b) { return a.resource < b.resource; });
  scratch.erase(std::unique(scratch.begin(), scratch.end(),
                            [](const Stop &a, const Stop &b) { return a.resource == b.resource; }),
                scratch.end());
  double count = packets(bytes);
  // Packets of a chain share one reservation.
  double reservations = chain.goesOn ? 0 : chain.linked ? 1 : count;
  double answers = (chain.goesOn || chain.linked) && loopback
                       ? timing.multicastAnswerCycles * static_cast<double>(targets.size())
                       : 0;
  Load load{.bytes = static_cast<double>(bytes),
            .packets = count,
            .sendRate = timing.writeBytesPerCycle,
            .takeRate = timing.writeBytesPerCycle,
            .reservation =
                reservations * deepest * timing.multicastHopReservation + count * answers};
  double slowest = 0;
  double begin = bookTree(scratch, static_cast<double>(now), load, now, slowest);
  double left = begin + slowest;
  double arrival = left + timing.hopLatency * deepest + timing.transactionOverhead / 2.0;
  double known = left + timing.hopLatency * back + timing.transactionOverhead;
  return inOrder(core, noc,
                 {static_cast<Cycle>(std::ceil(left)), static_cast<Cycle>(std::ceil(arrival)),
                  static_cast<Cycle>(std::ceil(known))});
}

std::vector<LinkLoad> Network::linkLoads() const {
  std::vector<LinkLoad> result;
  uint32_t routers = architecture.nocColumns * architecture.nocRows;
  for (uint32_t index = firstLink; index < resources.size(); ++index) {
    if (resources[index].load.transfers == 0)
      continue;
    uint32_t link = index - firstLink, place = link % routers;
    result.push_back({static_cast<uint8_t>(link / routers / 2),
                      link / routers % 2,
                      {place % architecture.nocColumns, place / architecture.nocColumns},
                      resources[index].load});
  }
  return result;
}

} // namespace tilium::device
