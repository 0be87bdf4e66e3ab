//===- core_local_mem.h - Typed pointers into local memory -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_CORE_LOCAL_MEM_H
#define TILIUM_METALIUM_API_CORE_LOCAL_MEM_H

#include "api/lock.h"
#include "tilium/kernel_types.h"

#include <compare>

template <typename T, typename AddressType = std::uintptr_t> class CoreLocalMem {
  using difference_type = std::ptrdiff_t;

public:
  CoreLocalMem(AddressType address) : address_(address) {}
  CoreLocalMem(T *ptr) : address_(reinterpret_cast<AddressType>(ptr)) {}

  T *get_unsafe_ptr() const { return reinterpret_cast<T *>(address_); }
  AddressType get_address() const { return address_; }
  T &operator[](std::uint32_t index) const { return get_unsafe_ptr()[index]; }
  T &operator*() const { return *get_unsafe_ptr(); }
  T *operator->() const { return get_unsafe_ptr(); }

  CoreLocalMem &operator+=(difference_type offset) {
    address_ += offset * sizeof(T);
    return *this;
  }
  CoreLocalMem &operator-=(difference_type offset) { return *this += -offset; }
  CoreLocalMem &operator++() { return *this += 1; }
  CoreLocalMem &operator--() { return *this -= 1; }
  CoreLocalMem operator++(int) {
    CoreLocalMem before = *this;
    ++*this;
    return before;
  }
  CoreLocalMem operator--(int) {
    CoreLocalMem before = *this;
    --*this;
    return before;
  }
  CoreLocalMem operator+(difference_type offset) const {
    return CoreLocalMem(address_ + offset * sizeof(T));
  }
  CoreLocalMem operator-(difference_type offset) const { return *this + -offset; }
  difference_type operator-(const CoreLocalMem &other) const {
    return get_unsafe_ptr() - other.get_unsafe_ptr();
  }
  auto operator<=>(const CoreLocalMem &) const = default;
  explicit operator bool() const { return address_ != 0; }
  [[nodiscard]] auto scoped_lock(std::size_t) const {
    return Lock([] {});
  }

private:
  AddressType address_;
};

#ifndef COMPILE_FOR_TRISC
#include "api/dataflow/noc.h"

template <typename T, typename AddressType> struct noc_traits_t<CoreLocalMem<T, AddressType>> {
  struct src_args_type {
    AddressType offset_bytes = 0;
  };
  struct dst_args_type {
    AddressType offset_bytes = 0;
  };
  struct dst_args_mcast_type {};
  template <Noc::AddressType kind>
  static std::uint32_t src_addr(const CoreLocalMem<T, AddressType> &memory, const Noc &,
                                const src_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "CoreLocalMem is local memory");
    return static_cast<std::uint32_t>(memory.get_address() + args.offset_bytes);
  }
  template <Noc::AddressType kind>
  static std::uint32_t dst_addr(const CoreLocalMem<T, AddressType> &memory, const Noc &,
                                const dst_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "CoreLocalMem is local memory");
    return static_cast<std::uint32_t>(memory.get_address() + args.offset_bytes);
  }
};
#endif

#endif // TILIUM_METALIUM_API_CORE_LOCAL_MEM_H
