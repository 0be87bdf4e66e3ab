//===- Network.h - Routes, latency and bandwidth of the NoC -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_NOC_NETWORK_H
#define TILIUM_DEVICE_NOC_NETWORK_H

#include "core/Architecture.h"
#include "core/Scheduler.h"

#include <optional>
#include <vector>

namespace tilium::device {

/// An end of a transfer: a Tensix core or a DRAM bank.
struct Endpoint {
  bool dram = false;
  uint32_t index = 0; ///< Core index or bank.
  friend bool operator==(const Endpoint &, const Endpoint &) = default;
};

/// A NoC address taken apart.
struct NocTarget {
  Endpoint endpoint;
  uint64_t offset = 0;
};

/// Addresses as kernels build them: 36 bits of offset, then x and y of 6 bits each; a multicast
/// rectangle adds a second pair.
constexpr uint64_t nocAddress(uint32_t x, uint32_t y, uint64_t offset) {
  return uint64_t{y} << 42 | uint64_t{x} << 36 | (offset & 0xFFFFFFFFFull);
}

/// When a transfer leaves its source and when it arrives.
struct TransferTimes {
  Cycle departure, arrival;
};

/// Links, node interfaces and DRAM banks as resources that are busy for a while.
class Network {
public:
  explicit Network(const Architecture &architecture);

  /// The end a NoC coordinate names, or nothing.
  std::optional<Endpoint> endpointAt(uint32_t x, uint32_t y) const;
  std::optional<NocTarget> decode(uint64_t address) const;

  /// Books `bytes` from `from` to `to`, not before `start`, with `latency` cycles to the first
  /// byte.
  TransferTimes transfer(Endpoint from, Endpoint to, uint8_t noc, uint32_t bytes, Cycle start,
                         uint32_t latency);
  /// The same to many ends at once.
  TransferTimes multicast(Endpoint from, const std::vector<Endpoint> &to, uint8_t noc,
                          uint32_t bytes, Cycle start);

private:
  Coordinate physical(Endpoint endpoint) const;
  /// Indices of all resources between two ends, in `path`.
  void route(Endpoint from, Endpoint to, uint8_t noc, std::vector<uint32_t> &path) const;
  uint32_t linkResource(uint8_t noc, uint32_t axis, Coordinate at) const;
  uint32_t nodeResource(Endpoint endpoint, uint8_t noc, bool out) const;
  double bandwidth(uint32_t resource) const;
  double book(const std::vector<uint32_t> &path, uint32_t bytes, Cycle start, double &slowest);

  const Architecture &architecture;
  uint32_t nodes, firstDram, firstLink;
  std::vector<double> freeAt;
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_NOC_NETWORK_H
