//===- bindings.h - What the names of a kernel stand for --------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_BINDINGS_H
#define TILIUM_METALIUM_TILIUM_BINDINGS_H

#include "api/tensor/tensor_accessor.h"
#include "experimental/kernel_args.h"

/// A dataflow buffer's number, by name in `dfb::`.
struct DFBBindingToken {
  explicit constexpr DFBBindingToken(std::uint16_t id) : id(id) {}
  constexpr operator std::uint32_t() const { return id; }

private:
  std::uint16_t id;
};
/// A semaphore's number, by name in `sem::`.
struct SemaphoreBindingToken {
  explicit constexpr SemaphoreBindingToken(std::uint16_t id) : id(id) {}
  constexpr operator std::uint32_t() const { return id; }

private:
  std::uint16_t id;
};

#endif // TILIUM_METALIUM_TILIUM_BINDINGS_H
