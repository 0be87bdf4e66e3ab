//===- ArrivingWrites.h - Writes that are on their way ----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Who uses memory between the call of a NoC write into it and the write's arrival is ordered with
// it neither before nor after: a race, whichever of the two wins. Single words are left out: they
// are flags, which are there to be looked at while they change.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_NOC_ARRIVINGWRITES_H
#define TILIUM_DEVICE_NOC_ARRIVINGWRITES_H

#include "noc/Network.h"

#include <memory>
#include <vector>

namespace tilium::device {

struct ProcessorState;

class ArrivingWrites {
public:
  using Data = std::shared_ptr<const std::vector<std::byte>>;
  struct Write {
    uint64_t offset;
    Data data;
    const ProcessorState *sender;

    bool overlaps(uint64_t begin, uint64_t bytes) const {
      return begin < offset + data->size() && offset < begin + bytes;
    }
    /// Whether both would leave the same bytes where they overlap.
    bool agrees(const Write &other) const;
  };
  static constexpr size_t flagBytes = 4;

  explicit ArrivingWrites(const Architecture &architecture)
      : cores(architecture.coreCount()), writes(cores + architecture.dramBanks) {}

  /// A write that is on its way to [offset, offset + bytes) of `end`; null if there is none.
  const Write *find(Endpoint end, uint64_t offset, uint64_t bytes) const;
  /// A write of another processor whose bytes may be overwritten by those of `write`, or overwrite
  /// them.
  const Write *findRival(Endpoint end, const Write &write) const;
  void add(Endpoint end, const Write &write);
  /// The write of `data` to `offset` of `end` has arrived.
  void remove(Endpoint end, uint64_t offset, const Data &data);

private:
  size_t place(Endpoint end) const { return end.dram ? cores + end.index : end.index; }

  size_t cores;
  std::vector<std::vector<Write>> writes; ///< By core, then by bank.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_NOC_ARRIVINGWRITES_H
