//===- EventQueue.h - Events in the order of their time ---------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// Most events lie a few hundred cycles ahead: those of the next `window` cycles stand in lists, one
// a cycle, and bits say which lists hold any. The few others are in a heap. Which of the two holds
// an event changes nothing of the order.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_DEVICE_CORE_EVENTQUEUE_H
#define TILIUM_DEVICE_CORE_EVENTQUEUE_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tilium::device {

using Cycle = uint64_t;
class Fiber;

struct Event {
  Cycle cycle;
  uint64_t order; ///< Among events of one cycle; no two have the same.
  Fiber *fiber;   ///< Null for an action.
  uint32_t action;

  bool comesBefore(const Event &other) const {
    return cycle != other.cycle ? cycle < other.cycle : order < other.order;
  }
};

class EventQueue {
public:
  bool empty() const { return near == 0 && far.empty(); }
  /// The first event; there must be one.
  const Event &front() const {
    if (near == 0 || (!far.empty() && far.front().comesBefore(nearFront())))
      return far.front();
    return nearFront();
  }
  /// Whether no event comes up to and in `cycle`. Asked at every call of every kernel: it looks at
  /// no event.
  bool nothingUntil(Cycle cycle) const {
    return (near == 0 || nearest > cycle) && farNearest > cycle;
  }
  void push(const Event &event);
  /// Removes and returns the first event; there must be one.
  Event pop();

private:
  static constexpr uint32_t window = 2048, wordBits = 64, none = ~0u;
  struct Node {
    Event event;
    uint32_t next;
  };
  /// The events of one cycle, in order.
  struct List {
    uint32_t first = none, last = none;
  };

  const Event &nearFront() const { return nodes[lists[nearest % window].first].event; }
  uint32_t takeNode(const Event &event);
  void insert(List &list, uint32_t node);
  Event popNear();
  Event popFar();
  /// The first cycle from `from` on that has a list with events; there must be one.
  Cycle nextListed(Cycle from) const;

  std::array<List, window> lists;
  std::array<uint64_t, window / wordBits> listed{}; ///< A bit for each list that holds any.
  std::vector<Node> nodes;
  uint32_t freeNodes = none;    ///< The first of a list.
  size_t near = 0;              ///< How many events are in lists.
  Cycle begin = 0;              ///< Lists are for the cycles from here on.
  Cycle nearest = 0;            ///< The first cycle with events in its list, if any has.
  std::vector<Event> far;       ///< A heap.
  Cycle farNearest = ~Cycle{0}; ///< That of its first event.
};

} // namespace tilium::device

#endif // TILIUM_DEVICE_CORE_EVENTQUEUE_H
