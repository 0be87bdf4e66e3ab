//===- ArrivingWrites.cpp - Writes that are on their way ------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "noc/ArrivingWrites.h"

#include <algorithm>
#include <cstring>

namespace tilium::device {

bool ArrivingWrites::Write::agrees(const Write &other) const {
  uint64_t begin = std::max(offset, other.offset);
  uint64_t end = std::min(offset + data->size(), other.offset + other.data->size());
  return std::memcmp(data->data() + (begin - offset), other.data->data() + (begin - other.offset),
                     end - begin) == 0;
}

const ArrivingWrites::Write *ArrivingWrites::find(Endpoint end, uint64_t offset,
                                                  uint64_t bytes) const {
  for (const Write &write : writes[place(end)])
    if (write.overlaps(offset, bytes))
      return &write;
  return nullptr;
}

const ArrivingWrites::Write *ArrivingWrites::findRival(Endpoint end, const Write &write) const {
  if (write.data->size() <= flagBytes)
    return nullptr;
  for (const Write &other : writes[place(end)])
    if (other.sender != write.sender && other.overlaps(write.offset, write.data->size()) &&
        !other.agrees(write))
      return &other;
  return nullptr;
}

void ArrivingWrites::add(Endpoint end, const Write &write) {
  if (write.data->size() > flagBytes)
    writes[place(end)].push_back(write);
}

void ArrivingWrites::remove(Endpoint end, uint64_t offset, const Data &data) {
  auto &there = writes[place(end)];
  auto write = std::find_if(there.begin(), there.end(), [&](const Write &candidate) {
    return candidate.data == data && candidate.offset == offset;
  });
  if (write == there.end())
    return;
  *write = std::move(there.back());
  there.pop_back();
}

} // namespace tilium::device
