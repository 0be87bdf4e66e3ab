//===- lock.h - A scope that ends with a call -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_LOCK_H
#define TILIUM_METALIUM_API_LOCK_H

/// Calls `release` at the end of its scope.
template <typename ReleaseFunc> class Lock {
public:
  explicit Lock(ReleaseFunc release) : release_(release) {}
  ~Lock() { release_(); }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;

private:
  ReleaseFunc release_;
};

#endif // TILIUM_METALIUM_API_LOCK_H
