//===- dataflow_buffer.h - Buffers between processors as objects -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_BUFFER_H
#define TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_BUFFER_H

#include "api/core_local_mem.h"
#include "api/lock.h"
#include "tilium/buffers.h"

class DataflowBuffer {
public:
  constexpr DataflowBuffer(std::uint16_t logical_dfb_id) : logical_dfb_id_(logical_dfb_id) {}

  constexpr std::uint16_t get_id() const { return logical_dfb_id_; }
  void reserve_back(std::uint16_t num_entries, TILIUM_SITE) {
    tilium::device->cbReserve(logical_dfb_id_, num_entries, site);
  }
  void push_back(std::uint16_t num_entries, TILIUM_SITE) {
    tilium::device->cbPush(logical_dfb_id_, num_entries, site);
  }
  void wait_front(std::uint16_t num_entries, TILIUM_SITE) {
    tilium::device->cbWait(logical_dfb_id_, num_entries, site);
  }
  void pop_front(std::uint16_t num_entries, TILIUM_SITE) {
    tilium::device->cbPop(logical_dfb_id_, num_entries, site);
  }
  std::uint32_t get_write_ptr(TILIUM_SITE) const {
    return tilium::device->cbPointer(logical_dfb_id_, true, site);
  }
  std::uint32_t get_read_ptr(TILIUM_SITE) const {
    return tilium::device->cbPointer(logical_dfb_id_, false, site);
  }
  std::uint32_t get_entry_size(TILIUM_SITE) const {
    return tilium::device->cbGeometry(logical_dfb_id_, 0, site);
  }
  std::uint32_t get_total_num_entries(TILIUM_SITE) const {
    return tilium::device->cbGeometry(logical_dfb_id_, 1, site);
  }
  std::uint32_t get_total_size_bytes(TILIUM_SITE) const {
    return tilium::device->cbGeometry(logical_dfb_id_, 0, site) *
           tilium::device->cbGeometry(logical_dfb_id_, 1, site);
  }
  std::uint32_t get_local_num_entries(TILIUM_SITE) const { return get_total_num_entries(site); }
  std::uint32_t get_local_size_bytes(TILIUM_SITE) const { return get_total_size_bytes(site); }
  std::uint32_t get_stride_size(TILIUM_SITE) const { return get_entry_size(site); }
  constexpr std::uint32_t get_tile_size(TILIUM_SITE) const {
    return tilium::tileBytes(logical_dfb_id_, site);
  }
  constexpr DataFormat get_dataformat(TILIUM_SITE) const {
    return tilium::tileFormat(logical_dfb_id_, site);
  }
  constexpr std::uint32_t get_tile_r_dim() const { return 32; }
  constexpr std::uint32_t get_tile_c_dim() const { return 32; }
  constexpr std::uint32_t get_tile_hw() const { return 1024; }
  constexpr std::uint32_t get_tile_num_faces() const { return 4; }
  constexpr std::uint32_t get_face_r_dim() const { return 16; }
  void finish() {}
#ifdef COMPILE_FOR_TRISC
  std::uint32_t get_tile_address(std::uint32_t tile_index, TILIUM_SITE) {
    return tilium::device->cbTileAddress(logical_dfb_id_, tile_index, site);
  }
#else
  bool pages_reservable_at_back(std::int32_t num_pages, TILIUM_SITE) const {
    return tilium::device->cbReservable(logical_dfb_id_, num_pages, site);
  }
  bool pages_available_at_front(std::int32_t num_pages, TILIUM_SITE) const {
    return tilium::device->cbAvailable(logical_dfb_id_, num_pages, site);
  }
#endif

private:
  std::uint16_t logical_dfb_id_;
};

#ifndef COMPILE_FOR_TRISC
#include "api/dataflow/noc.h"

template <> struct noc_traits_t<DataflowBuffer> : tilium::BufferEndpoint {
  template <Noc::AddressType kind>
  static std::uint32_t src_addr(const DataflowBuffer &buffer, const Noc &,
                                const src_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a dataflow buffer is local memory");
    return buffer.get_read_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint32_t dst_addr(const DataflowBuffer &buffer, const Noc &,
                                const dst_args_type &args) {
    static_assert(kind == Noc::AddressType::LOCAL_L1, "a dataflow buffer is local memory");
    return buffer.get_write_ptr() + args.offset_bytes;
  }
  template <Noc::AddressType kind>
  static std::uint64_t dst_addr_mcast(const DataflowBuffer &buffer, const Noc &noc,
                                      const dst_args_mcast_type &args) {
    return multicastAddress(buffer.get_write_ptr(), noc.get_noc_id(), args);
  }
};
#endif

#endif // TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_BUFFER_H
