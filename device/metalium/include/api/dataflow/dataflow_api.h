//===- dataflow_api.h - The data movement calls -----------------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_API_H
#define TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_API_H

#include "api/tensor/tensor_accessor.h"
#include "hostdevcommon/common_values.hpp"
#include "tilium/arguments.h"
#include "tilium/buffers.h"
#include "tilium/page_alignment.h"

#ifdef NOC_INDEX
constexpr std::uint8_t noc_index = NOC_INDEX;
#else
constexpr std::uint8_t noc_index = 0;
#endif
constexpr std::uint8_t NOC_UNICAST_WRITE_VC = 1;
constexpr std::uint8_t NOC_MULTICAST_WRITE_VC = 4;

namespace tilium {
/// Reads like the firmware's arrays of this core's coordinates on each network.
struct OwnCoordinate {
  int which;
  std::uint8_t operator[](std::size_t) const { return device->coordinate(which); }
};
} // namespace tilium
constexpr tilium::OwnCoordinate my_x{4}, my_y{5};

// Circular buffers.

FORCE_INLINE void cb_reserve_back(std::int32_t operand, std::int32_t num_pages, TILIUM_SITE) {
  tilium::device->cbReserve(operand, num_pages, site);
}
FORCE_INLINE void cb_push_back(const std::int32_t operand, const std::int32_t num_pages,
                               TILIUM_SITE) {
  tilium::device->cbPush(operand, num_pages, site);
}
FORCE_INLINE void cb_wait_front(std::int32_t operand, std::int32_t num_pages, TILIUM_SITE) {
  tilium::device->cbWait(operand, num_pages, site);
}
FORCE_INLINE void cb_pop_front(std::int32_t operand, std::int32_t num_pages, TILIUM_SITE) {
  tilium::device->cbPop(operand, num_pages, site);
}
FORCE_INLINE bool cb_pages_reservable_at_back(std::int32_t operand, std::int32_t num_pages,
                                              TILIUM_SITE) {
  return tilium::device->cbReservable(operand, num_pages, site);
}
FORCE_INLINE bool cb_pages_available_at_front(std::int32_t operand, std::int32_t num_pages,
                                              TILIUM_SITE) {
  return tilium::device->cbAvailable(operand, num_pages, site);
}
FORCE_INLINE std::uint32_t get_write_ptr(std::uint32_t operand, TILIUM_SITE) {
  return tilium::device->cbPointer(operand, true, site);
}
FORCE_INLINE std::uint32_t get_read_ptr(std::uint32_t operand, TILIUM_SITE) {
  return tilium::device->cbPointer(operand, false, site);
}
constexpr std::int32_t get_tile_size(const std::int32_t operand, TILIUM_SITE) {
  return tilium::tileBytes(operand, site);
}
constexpr std::uint32_t get_tile_hw(const std::int32_t) { return 1024; }
constexpr std::uint32_t get_tile_num_faces(const std::int32_t) { return 4; }
constexpr DataFormat get_dataformat(const std::int32_t operand, TILIUM_SITE) {
  return tilium::tileFormat(operand, site);
}

// Addresses: 36 bits of offset, then x and y of 6 bits, then the first corner of a rectangle.

FORCE_INLINE std::uint64_t get_noc_addr(std::uint32_t noc_x, std::uint32_t noc_y,
                                        std::uint32_t addr, std::uint8_t = noc_index) {
  return std::uint64_t{noc_y} << 42 | std::uint64_t{noc_x} << 36 | addr;
}
FORCE_INLINE std::uint64_t get_noc_addr(std::uint32_t addr, std::uint8_t noc = noc_index) {
  return get_noc_addr(my_x[noc], my_y[noc], addr, noc);
}
FORCE_INLINE std::uint64_t get_noc_multicast_addr(std::uint32_t noc_x_start,
                                                  std::uint32_t noc_y_start,
                                                  std::uint32_t noc_x_end, std::uint32_t noc_y_end,
                                                  std::uint32_t addr, std::uint8_t = noc_index) {
  return std::uint64_t{noc_y_start} << 54 | std::uint64_t{noc_x_start} << 48 |
         std::uint64_t{noc_y_end} << 42 | std::uint64_t{noc_x_end} << 36 | addr;
}
template <typename AddrGen>
FORCE_INLINE auto get_noc_addr(const std::uint32_t id, const AddrGen &addrgen,
                               std::uint32_t offset = 0, std::uint8_t noc = noc_index)
    -> decltype(addrgen.get_noc_addr(id, offset, noc)) {
  return addrgen.get_noc_addr(id, offset, noc);
}
template <bool DRAM>
FORCE_INLINE std::uint64_t get_noc_addr_from_bank_id(std::uint32_t bank_id,
                                                     std::uint32_t bank_address_offset,
                                                     std::uint8_t = noc_index) {
  return tilium::device->pageAddress(DRAM, bank_id, bank_address_offset, 0, 0);
}

template <bool DRAM> struct InterleavedAddrGen {
  static constexpr bool is_dram = DRAM;
  std::uint32_t bank_base_address;
  const std::uint32_t page_size;
  const std::uint32_t aligned_page_size = tilium::alignPage(DRAM, page_size);
  std::uint64_t get_noc_addr(const std::uint32_t id, const std::uint32_t offset = 0,
                             std::uint8_t = noc_index) const {
    return tilium::device->pageAddress(DRAM, id, bank_base_address, aligned_page_size, offset);
  }
};

template <bool DRAM, std::uint32_t tile_hw = 1024> struct InterleavedAddrGenFast {
  static constexpr bool is_dram = DRAM;
  std::uint32_t bank_base_address;
  std::uint32_t page_size;
  DataFormat data_format;
  std::uint64_t get_noc_addr(const std::uint32_t id, const std::uint32_t offset = 0,
                             std::uint8_t = noc_index) const {
    return tilium::device->pageAddress(DRAM, id, bank_base_address,
                                       tilium::alignPage(DRAM, page_size), offset);
  }
};

/// Whether an address generator says how far apart its pages are.
template <typename AddrGen>
inline constexpr bool has_get_aligned_page_size_v =
    requires(const AddrGen &addrgen) { addrgen.get_aligned_page_size(); };

namespace tilium {
template <typename AddrGen>
auto pageBytes(const AddrGen &addrgen, int) -> decltype(addrgen.get_aligned_page_size()) {
  return addrgen.get_aligned_page_size();
}
template <typename AddrGen> std::uint32_t pageBytes(const AddrGen &addrgen, long) {
  return addrgen.page_size;
}
} // namespace tilium

// Reads.

template <std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true>
inline void noc_async_read(std::uint64_t src_noc_addr, std::uint32_t dst_local_l1_addr,
                           std::uint32_t size, std::uint8_t noc = noc_index,
                           std::uint32_t read_req_vc = NOC_UNICAST_WRITE_VC, TILIUM_SITE) {
  tilium::device->nocRead(noc, src_noc_addr, dst_local_l1_addr, size, false, site);
}
template <bool enable_noc_tracing = true>
FORCE_INLINE void noc_async_read_one_packet(std::uint64_t src_noc_addr,
                                            std::uint32_t dst_local_l1_addr, std::uint32_t size,
                                            std::uint8_t noc = noc_index,
                                            std::uint32_t read_req_vc = NOC_UNICAST_WRITE_VC,
                                            TILIUM_SITE) {
  tilium::device->nocRead(noc, src_noc_addr, dst_local_l1_addr, size, false, site);
}
template <typename AddrGen, bool enable_noc_tracing = true>
FORCE_INLINE void noc_async_read_page(const std::uint32_t id, const AddrGen &addrgen,
                                      std::uint32_t dst_local_l1_addr, std::uint32_t offset = 0,
                                      std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocRead(noc, addrgen.get_noc_addr(id, offset, noc), dst_local_l1_addr,
                          tilium::pageBytes(addrgen, 0) - offset, true, site);
}
template <typename AddrGen>
FORCE_INLINE void noc_async_read_tile(const std::uint32_t id, const AddrGen &addrgen,
                                      std::uint32_t dst_local_l1_addr, std::uint32_t offset = 0,
                                      std::uint8_t noc = noc_index, TILIUM_SITE) {
  noc_async_read_page(id, addrgen, dst_local_l1_addr, offset, noc, site);
}

// Writes.

template <std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true,
          bool posted = false>
inline void noc_async_write(std::uint32_t src_local_l1_addr, std::uint64_t dst_noc_addr,
                            std::uint32_t size, std::uint8_t noc = noc_index,
                            std::uint32_t vc = NOC_UNICAST_WRITE_VC, TILIUM_SITE) {
  tilium::device->nocWrite(noc, src_local_l1_addr, dst_noc_addr, size, false, posted, site);
}
template <bool enable_noc_tracing = true, bool posted = false>
FORCE_INLINE void noc_async_write_one_packet(std::uint32_t src_local_l1_addr,
                                             std::uint64_t dst_noc_addr, std::uint32_t size,
                                             std::uint8_t noc = noc_index,
                                             std::uint32_t vc = NOC_UNICAST_WRITE_VC,
                                             TILIUM_SITE) {
  tilium::device->nocWrite(noc, src_local_l1_addr, dst_noc_addr, size, false, posted, site);
}
template <typename AddrGen, bool enable_noc_tracing = true, bool posted = false>
FORCE_INLINE void noc_async_write_page(const std::uint32_t id, const AddrGen &addrgen,
                                       std::uint32_t src_local_l1_addr, std::uint32_t size = 0,
                                       std::uint32_t offset = 0, std::uint8_t noc = noc_index,
                                       TILIUM_SITE) {
  tilium::device->nocWrite(noc, src_local_l1_addr, addrgen.get_noc_addr(id, offset, noc),
                           size ? size : tilium::pageBytes(addrgen, 0) - offset, true, posted,
                           site);
}
template <typename AddrGen>
FORCE_INLINE void noc_async_write_tile(const std::uint32_t id, const AddrGen &addrgen,
                                       std::uint32_t src_local_l1_addr,
                                       std::uint8_t noc = noc_index, TILIUM_SITE) {
  noc_async_write_page(id, addrgen, src_local_l1_addr, 0, 0, noc, site);
}
template <std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1>
inline void noc_async_write_multicast(std::uint32_t src_local_l1_addr,
                                      std::uint64_t dst_noc_addr_multicast, std::uint32_t size,
                                      std::uint32_t num_dests, bool linked = false,
                                      std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocMulticast(noc, src_local_l1_addr, dst_noc_addr_multicast, size, num_dests,
                               false, linked, site);
}
inline void noc_async_write_multicast_loopback_src(std::uint32_t src_local_l1_addr,
                                                   std::uint64_t dst_noc_addr_multicast,
                                                   std::uint32_t size, std::uint32_t num_dests,
                                                   bool linked = false,
                                                   std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocMulticast(noc, src_local_l1_addr, dst_noc_addr_multicast, size, num_dests,
                               true, linked, site);
}
inline void noc_inline_dw_write(std::uint64_t addr, std::uint32_t val, std::uint8_t be = 0xF,
                                std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocInlineWrite(noc, addr, val, site);
}

// Barriers.

inline void noc_async_read_barrier(std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc, tilium::Barrier::Read, site);
}
inline void noc_async_write_barrier(std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc, tilium::Barrier::Write, site);
}
inline void noc_async_writes_flushed(std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc, tilium::Barrier::WritesFlushed, site);
}
inline void noc_async_posted_writes_flushed(std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc, tilium::Barrier::PostedWritesFlushed, site);
}
inline void noc_async_atomic_barrier(std::uint8_t noc_idx = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc_idx, tilium::Barrier::Atomic, site);
}
inline void noc_async_full_barrier(std::uint8_t noc_idx = noc_index, TILIUM_SITE) {
  tilium::device->nocBarrier(noc_idx, tilium::Barrier::Full, site);
}

#include "tilium/transfers_with_state.h"

// Semaphores.

enum class ProgrammableCoreType { TENSIX, ACTIVE_ETH, IDLE_ETH };

template <ProgrammableCoreType type = ProgrammableCoreType::TENSIX>
inline std::uintptr_t get_semaphore(std::uint32_t semaphore_id) {
  return tilium::device->semaphoreAddress(semaphore_id);
}
inline void noc_semaphore_set(volatile tt_l1_ptr std::uint32_t *sem_addr, std::uint32_t val,
                              TILIUM_SITE) {
  tilium::device->semaphoreSet(sem_addr, val, site);
}
inline void noc_semaphore_wait(volatile tt_l1_ptr std::uint32_t *sem_addr, std::uint32_t val,
                               TILIUM_SITE) {
  tilium::device->semaphoreWait(sem_addr, val, false, site);
}
inline void noc_semaphore_wait_min(volatile tt_l1_ptr std::uint32_t *sem_addr, std::uint32_t val,
                                   TILIUM_SITE) {
  tilium::device->semaphoreWait(sem_addr, val, true, site);
}
template <bool posted = false>
inline void noc_semaphore_inc(std::uint64_t addr, std::uint32_t incr,
                              std::uint8_t noc_id = noc_index,
                              std::uint8_t vc = NOC_UNICAST_WRITE_VC, TILIUM_SITE) {
  tilium::device->semaphoreIncrement(noc_id, addr, incr, site);
}
inline void noc_semaphore_set_remote(std::uint32_t src_local_l1_addr, std::uint64_t dst_noc_addr,
                                     std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocWrite(noc, src_local_l1_addr, dst_noc_addr, 4, false, false, site);
}
inline void noc_semaphore_set_multicast(std::uint32_t src_local_l1_addr,
                                        std::uint64_t dst_noc_addr_multicast,
                                        std::uint32_t num_dests, bool linked = false,
                                        std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocMulticast(noc, src_local_l1_addr, dst_noc_addr_multicast, 4, num_dests, false, linked, site);
}
inline void noc_semaphore_set_multicast_loopback_src(std::uint32_t src_local_l1_addr,
                                                     std::uint64_t dst_noc_addr_multicast,
                                                     std::uint32_t num_dests, bool linked = false,
                                                     std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocMulticast(noc, src_local_l1_addr, dst_noc_addr_multicast, 4, num_dests, true, linked, site);
}
inline void invalidate_l1_cache() { tilium::device->pause(1, tilium::Site::here()); }

#endif // TILIUM_METALIUM_API_DATAFLOW_DATAFLOW_API_H
