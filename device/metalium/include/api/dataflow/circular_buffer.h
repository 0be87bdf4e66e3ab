//===- circular_buffer.h - Circular buffers as objects -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_CIRCULAR_BUFFER_H
#define TILIUM_METALIUM_API_DATAFLOW_CIRCULAR_BUFFER_H

#include "api/lock.h"
#include "tilium/buffers.h"

class CircularBuffer {
public:
  enum class AddrSelector { WRITE_PTR, READ_PTR };

  explicit CircularBuffer(std::uint32_t cb_id) : cb_id_(cb_id) {}

  std::uint32_t get_cb_id() const { return cb_id_; }
  void reserve_back(std::int32_t num_pages, TILIUM_SITE) {
    tilium::device->cbReserve(cb_id_, num_pages, site);
  }
  void push_back(std::int32_t num_pages, TILIUM_SITE) {
    tilium::device->cbPush(cb_id_, num_pages, site);
  }
  void wait_front(std::int32_t num_pages, TILIUM_SITE) {
    tilium::device->cbWait(cb_id_, num_pages, site);
  }
  void pop_front(std::int32_t num_pages, TILIUM_SITE) {
    tilium::device->cbPop(cb_id_, num_pages, site);
  }
  std::uint32_t get_write_ptr(TILIUM_SITE) const {
    return tilium::device->cbPointer(cb_id_, true, site);
  }
  std::uint32_t get_read_ptr(TILIUM_SITE) const {
    return tilium::device->cbPointer(cb_id_, false, site);
  }
  constexpr std::uint32_t get_tile_size(TILIUM_SITE) const {
    return tilium::tileBytes(cb_id_, site);
  }
  constexpr std::uint32_t get_tile_hw() const { return 1024; }
  constexpr DataFormat get_dataformat(TILIUM_SITE) const {
    return tilium::tileFormat(cb_id_, site);
  }
  bool pages_reservable_at_back(std::int32_t num_pages, TILIUM_SITE) const {
    return tilium::device->cbReservable(cb_id_, num_pages, site);
  }
  bool pages_available_at_front(std::int32_t num_pages, TILIUM_SITE) const {
    return tilium::device->cbAvailable(cb_id_, num_pages, site);
  }
#ifdef COMPILE_FOR_TRISC
  std::uint32_t get_tile_address(std::uint32_t tile_index, TILIUM_SITE) {
    return tilium::device->cbTileAddress(cb_id_, tile_index, site);
  }
  std::uint32_t read_tile_value(std::uint32_t tile_index, std::uint32_t element_offset,
                                TILIUM_SITE) {
    return tilium::device->cbTileValue(cb_id_, tile_index, element_offset, site);
  }
#endif
  [[nodiscard]] auto scoped_lock() {
    return Lock([] {});
  }

private:
  std::uint32_t cb_id_;
};

#ifndef COMPILE_FOR_TRISC
#include "api/dataflow/noc.h"

/// A circular buffer at the end that `use` names, whichever side of a transfer it is on.
template <CircularBuffer::AddrSelector AddrSel> struct CircularBufferView {
  const CircularBuffer &cb;
  explicit constexpr CircularBufferView(const CircularBuffer &c) : cb(c) {}
};
template <CircularBuffer::AddrSelector AddrSel> constexpr auto use(const CircularBuffer &cb) {
  return CircularBufferView<AddrSel>(cb);
}

template <> struct noc_traits_t<CircularBuffer> : tilium::BufferEndpoint {
  template <Noc::AddressType kind>
  static std::uint32_t src_addr(const CircularBuffer &buffer, const Noc &,
                                const src_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a circular buffer is local memory");
    return buffer.get_read_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint32_t dst_addr(const CircularBuffer &buffer, const Noc &,
                                const dst_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a circular buffer is local memory");
    return buffer.get_write_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint64_t dst_addr_mcast(const CircularBuffer &buffer, const Noc &noc,
                                      const dst_args_mcast_type &args) {
    return multicastAddress(buffer.get_write_ptr(), noc.get_noc_id(), args);
  }
};

template <CircularBuffer::AddrSelector AddrSel>
struct noc_traits_t<CircularBufferView<AddrSel>> : tilium::BufferEndpoint {
  using View = CircularBufferView<AddrSel>;
  static std::uint32_t base(const View &view) {
    return AddrSel == CircularBuffer::AddrSelector::READ_PTR ? view.cb.get_read_ptr()
                                                             : view.cb.get_write_ptr();
  }
  template <Noc::AddressType kind>
  static std::uint32_t src_addr(const View &view, const Noc &, const src_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a circular buffer is local memory");
    return base(view) + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint32_t dst_addr(const View &view, const Noc &, const dst_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a circular buffer is local memory");
    return base(view) + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint64_t dst_addr_mcast(const View &view, const Noc &noc,
                                      const dst_args_mcast_type &args) {
    return multicastAddress(base(view), noc.get_noc_id(), args);
  }
};
#endif

#endif // TILIUM_METALIUM_API_DATAFLOW_CIRCULAR_BUFFER_H
