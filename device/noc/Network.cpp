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
Network::Network(const Architecture &architecture) : architecture(architecture) {
  nodes = architecture.coreCount();
  firstDram = nodes * 4;
  firstLink = firstDram + architecture.dramBanks;
  freeAt.resize(firstLink + 4 * architecture.nocColumns * architecture.nocRows, 0.0);
}

std::optional<Endpoint> Network::endpointAt(uint32_t x, uint32_t y) const {
  for (uint32_t bank = 0; bank < architecture.dramBanks; ++bank)
    if (architecture.dramVirtual[bank] == Coordinate{x, y})
      return Endpoint{true, bank};
  for (uint32_t row = 0; row < architecture.gridY; ++row)
    for (uint32_t column = 0; column < architecture.gridX; ++column)
      if (architecture.virtualColumns[column] == x && architecture.virtualRows[row] == y)
        return Endpoint{false, row * architecture.gridX + column};
  return std::nullopt;
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

double Network::bandwidth(uint32_t resource) const {
  if (resource < firstDram)
    return architecture.timing.nodeBytesPerCycle;
  return resource < firstLink ? architecture.timing.dramBytesPerCycle
                              : architecture.timing.linkBytesPerCycle;
}

void Network::route(Endpoint from, Endpoint to, uint8_t noc, std::vector<uint32_t> &path) const {
  Coordinate at = physical(from), goal = physical(to);
  path.push_back(nodeResource(from, noc, true));
  // NoC 0 goes right, then down; NoC 1 goes up, then left. Both are tori.
  auto along = [&](uint32_t axis) {
    uint32_t size = axis == 0 ? architecture.nocColumns : architecture.nocRows;
    uint32_t &place = axis == 0 ? at.x : at.y;
    uint32_t target = axis == 0 ? goal.x : goal.y;
    while (place != target) {
      path.push_back(linkResource(noc, axis, at));
      place = noc == 0 ? (place + 1) % size : (place + size - 1) % size;
    }
  };
  along(noc == 0 ? 0 : 1);
  along(noc == 0 ? 1 : 0);
  path.push_back(nodeResource(to, noc, false));
}

double Network::book(const std::vector<uint32_t> &path, uint32_t bytes, Cycle start,
                     double &slowest) {
  double begin = static_cast<double>(start);
  for (uint32_t resource : path)
    begin = std::max(begin, freeAt[resource]);
  for (uint32_t resource : path) {
    double busy = bytes / bandwidth(resource);
    if (resource >= firstDram && resource < firstLink)
      busy = std::max(busy, architecture.timing.dramRequestCycles);
    slowest = std::max(slowest, busy);
    freeAt[resource] = begin + busy;
  }
  return begin;
}

TransferTimes Network::transfer(Endpoint from, Endpoint to, uint8_t noc, uint32_t bytes,
                                Cycle start, uint32_t latency) {
  std::vector<uint32_t> path;
  route(from, to, noc, path);
  double slowest = 0;
  double begin = book(path, bytes, start, slowest);
  auto departure = static_cast<Cycle>(std::ceil(begin + slowest));
  return {departure, departure + latency};
}

TransferTimes Network::multicast(Endpoint from, const std::vector<Endpoint> &to, uint8_t noc,
                                 uint32_t bytes, Cycle start) {
  std::vector<uint32_t> path;
  for (Endpoint sink : to)
    route(from, sink, noc, path);
  std::sort(path.begin(), path.end());
  path.erase(std::unique(path.begin(), path.end()), path.end());
  double slowest = bytes / architecture.timing.multicastBytesPerCycle;
  double begin = book(path, bytes, start, slowest);
  auto departure = static_cast<Cycle>(std::ceil(begin + slowest));
  return {departure, departure + architecture.timing.multicastLatency};
}

} // namespace tilium::device
