//===- EventQueue.cpp - Events in the order of their time -----------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#include "core/EventQueue.h"

#include <algorithm>
#include <bit>

namespace tilium::device {

namespace {
bool comesAfter(const Event &a, const Event &b) { return b.comesBefore(a); }
} // namespace

uint32_t EventQueue::takeNode(const Event &event) {
  if (freeNodes == none) {
    nodes.push_back({event, none});
    return static_cast<uint32_t>(nodes.size() - 1);
  }
  uint32_t node = freeNodes;
  freeNodes = nodes[node].next;
  nodes[node] = {event, none};
  return node;
}

void EventQueue::insert(List &list, uint32_t node) {
  uint64_t order = nodes[node].event.order;
  if (list.first == none) {
    list = {node, node};
  } else if (nodes[list.last].event.order < order) {
    nodes[list.last].next = node;
    list.last = node;
  } else if (order < nodes[list.first].event.order) {
    nodes[node].next = list.first;
    list.first = node;
  } else {
    uint32_t before = list.first;
    while (nodes[nodes[before].next].event.order < order)
      before = nodes[before].next;
    nodes[node].next = nodes[before].next;
    nodes[before].next = node;
  }
}

void EventQueue::push(const Event &event) {
  if (event.cycle - begin >= window) { // Those before `begin` too: the difference wraps around.
    far.push_back(event);
    std::push_heap(far.begin(), far.end(), comesAfter);
    farNearest = far.front().cycle;
    return;
  }
  auto place = static_cast<uint32_t>(event.cycle % window);
  insert(lists[place], takeNode(event));
  listed[place / wordBits] |= uint64_t{1} << place % wordBits;
  nearest = near == 0 ? event.cycle : std::min(nearest, event.cycle);
  ++near;
}

Cycle EventQueue::nextListed(Cycle from) const {
  auto place = static_cast<uint32_t>(from % window);
  uint64_t word = listed[place / wordBits] >> place % wordBits;
  if (word != 0)
    return from + static_cast<uint32_t>(std::countr_zero(word));
  // Lists before `place` are of the cycles after those at the end: go around, to the same word.
  from += wordBits - place % wordBits;
  while (true) {
    word = listed[from % window / wordBits];
    if (word != 0)
      return from + static_cast<uint32_t>(std::countr_zero(word));
    from += wordBits;
  }
}

Event EventQueue::popNear() {
  auto place = static_cast<uint32_t>(nearest % window);
  List &list = lists[place];
  uint32_t node = list.first;
  Event event = nodes[node].event;
  list.first = nodes[node].next;
  nodes[node].next = freeNodes;
  freeNodes = node;
  begin = event.cycle;
  --near;
  if (list.first == none) {
    list.last = none;
    listed[place / wordBits] &= ~(uint64_t{1} << place % wordBits);
    if (near != 0)
      nearest = nextListed(nearest);
  }
  return event;
}

Event EventQueue::popFar() {
  std::pop_heap(far.begin(), far.end(), comesAfter);
  Event event = far.back();
  far.pop_back();
  farNearest = far.empty() ? ~Cycle{0} : far.front().cycle;
  begin = std::max(begin, event.cycle);
  return event;
}

Event EventQueue::pop() {
  bool fromFar = near == 0 || (!far.empty() && far.front().comesBefore(nearFront()));
  return fromFar ? popFar() : popNear();
}

} // namespace tilium::device
