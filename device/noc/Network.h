//===- Network.h - Routes, latency and bandwidth of the NoC -----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Every transfer holds the resources on its way for as long as its bytes take to pass: the
// interface it leaves by, each link of its route, the interface it enters by, a DRAM bank. A
// resource has a list of busy intervals, so that a response that starts later does not delay what
// passes before it.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_NOC_NETWORK_H
#define TILIUM_DEVICE_NOC_NETWORK_H

#include "core/Architecture.h"
#include "core/Scheduler.h"
#include "noc/BusyIntervals.h"

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

/// When a transfer has left its source, when its last byte has arrived, and when the one who asked
/// for it knows.
struct TransferTimes {
  Cycle departure, arrival, acknowledgement;
};

/// What a link, an interface or a DRAM bank did in a run.
struct ResourceLoad {
  uint64_t bytes = 0, transfers = 0;
  double busyCycles = 0;
};

/// A link in the report: from the router at `from` (physical place) along `axis` (0: x, 1: y).
struct LinkLoad {
  uint8_t noc;
  uint32_t axis;
  Coordinate from;
  ResourceLoad load;
};

/// Whether a multicast goes on where a linked one before it was, and whether it is linked itself.
struct MulticastChain {
  bool goesOn = false, linked = false;
};

/// Links, node interfaces and DRAM banks as resources that are busy for a while.
class Network {
public:
  /// With a seed, transfers are held up at random; writes of one core on one network stay in order.
  explicit Network(const Architecture &architecture, uint64_t delaySeed = 0);

  /// The end a NoC coordinate names, or nothing.
  std::optional<Endpoint> endpointAt(uint32_t x, uint32_t y) const {
    uint8_t place = endpoints[(y & 63) * 64 + (x & 63)];
    if (place == 0)
      return std::nullopt;
    return place > nodes ? Endpoint{true, place - nodes - 1} : Endpoint{false, place - 1u};
  }
  std::optional<NocTarget> decode(uint64_t address) const;

  /// `core` asks at `now` for `bytes` that lie at `source`.
  TransferTimes read(Endpoint core, Endpoint source, uint8_t noc, uint32_t bytes, Cycle now);
  /// `core` sends `bytes` at `now`.
  TransferTimes write(Endpoint core, Endpoint target, uint8_t noc, uint32_t bytes, Cycle now);
  /// The same to many cores at once.
  TransferTimes multicast(Endpoint core, const std::vector<Endpoint> &targets, uint8_t noc,
                          uint32_t bytes, Cycle now, MulticastChain chain = {});

  /// Links that carried anything.
  std::vector<LinkLoad> linkLoads() const;
  const ResourceLoad &dramLoad(uint32_t bank) const { return resources[firstDram + bank].load; }
  const ResourceLoad &interfaceLoad(uint32_t core, uint8_t noc, bool out) const {
    return resources[core * 4 + noc * 2u + (out ? 1 : 0)].load;
  }

private:
  struct Stop {
    uint32_t resource;
    uint32_t depth; ///< Hops from the source.
  };
  /// What one transfer takes of the resources it passes.
  struct Load {
    double bytes = 0, packets = 1;     ///< Bytes of data, packets of a flit of header each.
    double sendRate = 1, takeRate = 1; ///< Bytes a cycle of the interfaces at both ends.
    double dramRate = 1;
    double reservation = 0; ///< Cycles the whole way is held before data moves.
  };

  Coordinate physical(Endpoint endpoint) const;
  uint32_t hops(Endpoint from, Endpoint to, uint8_t noc) const;
  void route(Endpoint from, Endpoint to, uint8_t noc, std::vector<Stop> &path) const;
  uint32_t linkResource(uint8_t noc, uint32_t axis, Coordinate at) const;
  uint32_t nodeResource(Endpoint endpoint, uint8_t noc, bool out) const;
  /// A link, an interface or a bank: when it is taken, and what it did.
  struct alignas(64) Resource {
    BusyIntervals taken;
    ResourceLoad load;

    void hold(double begin, double end, double busy, const Load &transfer, Cycle now);
  };
  /// For how many cycles a transfer takes each kind of resource.
  struct Durations {
    double send, take, dram, link;
  };

  Durations durations(const Load &load) const;
  double durationOf(uint32_t resource, const Durations &all) const {
    if (resource >= firstLink)
      return all.link;
    return resource >= firstDram ? all.dram : resource % 2 == 1 ? all.send : all.take;
  }
  /// Books a way whose resources lie one behind the other; returns when the head reaches the end.
  double bookWay(const std::vector<Stop> &path, double start, const Load &load, Cycle now,
                 double &slowest);
  /// Books a tree, whose resources must all be free together.
  double bookTree(const std::vector<Stop> &path, double start, const Load &load, Cycle now,
                  double &slowest);
  uint32_t packets(uint32_t bytes) const;
  TransferTimes inOrder(Endpoint core, uint8_t noc, TransferTimes times);

  const Architecture &architecture;
  const TimingTable &timing;
  uint32_t nodes, firstDram, firstLink;
  std::vector<uint8_t>
      endpoints; ///< By coordinate: 0 nothing, else 1 + core, else 1 + nodes + bank.
  std::vector<Resource> resources;
  std::vector<Stop> scratch;
  std::vector<double> heads;
  Delays delays;
  std::vector<Cycle> lastArrival; ///< Of a write, by core and network.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_NOC_NETWORK_H
