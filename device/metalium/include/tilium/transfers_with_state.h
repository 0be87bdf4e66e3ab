//===- transfers_with_state.h - State that transfers leave -------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A network interface keeps a command's registers: the core at the other end, the length, and the
// transaction id, which marks transfers for a barrier that waits for these alone. Part of
// dataflow_api.h.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_TILIUM_TRANSFERS_WITH_STATE_H
#define TILIUM_METALIUM_TILIUM_TRANSFERS_WITH_STATE_H

namespace tilium {
/// What `..._set_state` leaves for the transfers that follow: core and length.
struct TransferState {
  std::uint64_t core = 0;
  std::uint32_t bytes = 0;
};
inline TransferState readState[2], writeState[2];
constexpr std::uint64_t localAddressMask = (std::uint64_t{1} << 36) - 1;
constexpr TransferState stateOf(std::uint64_t address, std::uint32_t bytes) {
  return {address & ~localAddressMask, bytes};
}
constexpr std::uint64_t withState(const TransferState &state, std::uint64_t address) {
  return state.core | (address & localAddressMask);
}
} // namespace tilium

// Reads.

inline void noc_async_read_set_state(std::uint64_t src_noc_addr, std::uint8_t noc = noc_index) {
  tilium::readState[noc] = tilium::stateOf(src_noc_addr, 0);
}
template <bool inc_num_issued = true>
FORCE_INLINE void noc_async_read_with_state(std::uint32_t src_local_l1_addr,
                                            std::uint32_t dst_local_l1_addr, std::uint32_t size,
                                            std::uint8_t noc = noc_index, TILIUM_SITE) {
  tilium::device->nocRead(noc, tilium::withState(tilium::readState[noc], src_local_l1_addr),
                          dst_local_l1_addr, size, false, site);
}
template <bool use_vc = false>
FORCE_INLINE void noc_async_read_one_packet_set_state(std::uint64_t src_noc_addr,
                                                      std::uint32_t size,
                                                      const std::uint32_t vc = 0,
                                                      std::uint8_t noc = noc_index) {
  tilium::readState[noc] = tilium::stateOf(src_noc_addr, size);
}
template <bool inc_num_issued = true, bool use_vc = false>
FORCE_INLINE void noc_async_read_one_packet_with_state(std::uint32_t src_local_l1_addr,
                                                       std::uint32_t dst_local_l1_addr,
                                                       const std::uint32_t vc = 0,
                                                       std::uint8_t noc = noc_index, TILIUM_SITE) {
  noc_async_read_with_state(src_local_l1_addr, dst_local_l1_addr, tilium::readState[noc].bytes, noc,
                            site);
}

// Writes.

template <bool posted = false>
FORCE_INLINE void noc_async_write_one_packet_set_state(std::uint64_t dst_noc_addr,
                                                       std::uint32_t size,
                                                       std::uint8_t noc = noc_index,
                                                       std::uint8_t vc = NOC_UNICAST_WRITE_VC) {
  tilium::writeState[noc] = tilium::stateOf(dst_noc_addr, size);
}
template <bool posted = false>
FORCE_INLINE void noc_async_write_one_packet_with_state(std::uint32_t src_local_l1_addr,
                                                        std::uint32_t dst_local_l1_addr,
                                                        std::uint8_t noc = noc_index,
                                                        TILIUM_SITE) {
  const tilium::TransferState &state = tilium::writeState[noc];
  tilium::device->nocWrite(noc, src_local_l1_addr, tilium::withState(state, dst_local_l1_addr),
                           state.bytes, false, posted, site);
}

// Transaction ids. An id stays for the transfers that follow until another one is set.

inline constexpr std::uint8_t write_cmd_buf = 0, read_cmd_buf = 1;

inline void noc_async_read_set_trid(std::uint32_t trid = 0, std::uint8_t noc = noc_index,
                                    TILIUM_SITE) {
  tilium::device->nocTransaction(noc, false, trid, site);
}
inline void noc_async_write_set_trid(std::uint32_t trid = 0, std::uint8_t noc = noc_index,
                                     TILIUM_SITE) {
  tilium::device->nocTransaction(noc, true, trid, site);
}
/// `trid` only says whose transfers are counted: the id has been set before.
template <bool skip_ptr_update = false, bool skip_cmdbuf_chk = false>
FORCE_INLINE void noc_async_read_one_packet_with_state_with_trid(
    std::uint32_t src_base_addr, std::uint32_t src_addr, std::uint32_t dest_addr,
    std::uint32_t trid = 0, std::uint8_t noc = noc_index, TILIUM_SITE) {
  noc_async_read_with_state(src_base_addr + src_addr, dest_addr, tilium::readState[noc].bytes, noc,
                            site);
}
template <bool update_counter = true, bool posted = false>
FORCE_INLINE void noc_async_write_one_packet_with_trid(
    std::uint32_t src_local_l1_addr, std::uint64_t dst_noc_addr, std::uint32_t size,
    std::uint32_t trid, std::uint8_t cmd_buf = write_cmd_buf, std::uint8_t noc = noc_index,
    std::uint8_t vc = NOC_UNICAST_WRITE_VC, TILIUM_SITE) {
  tilium::device->nocTransaction(noc, true, trid, site);
  tilium::device->nocWrite(noc, src_local_l1_addr, dst_noc_addr, size, false, posted, site);
}
template <bool posted = false>
FORCE_INLINE void noc_async_write_one_packet_with_trid_set_state(
    std::uint64_t dst_noc_addr, std::uint8_t cmd_buf = write_cmd_buf, std::uint8_t noc = noc_index,
    std::uint8_t vc = NOC_UNICAST_WRITE_VC) {
  tilium::writeState[noc] = tilium::stateOf(dst_noc_addr, 0);
}
template <bool update_counter = true, bool posted = false>
FORCE_INLINE void noc_async_write_one_packet_with_trid_with_state(
    std::uint32_t src_local_l1_addr, std::uint32_t dst_local_l1_addr, std::uint32_t size,
    std::uint32_t trid, std::uint8_t cmd_buf = write_cmd_buf, std::uint8_t noc = noc_index,
    TILIUM_SITE) {
  noc_async_write_one_packet_with_trid<update_counter, posted>(
      src_local_l1_addr, tilium::withState(tilium::writeState[noc], dst_local_l1_addr), size, trid,
      cmd_buf, noc, NOC_UNICAST_WRITE_VC, site);
}
inline void noc_async_read_barrier_with_trid(std::uint32_t trid, std::uint8_t noc = noc_index,
                                             TILIUM_SITE) {
  tilium::device->nocTransactionBarrier(noc, tilium::Barrier::Read, trid, site);
}
inline void noc_async_write_barrier_with_trid(std::uint32_t trid, std::uint8_t noc = noc_index,
                                              TILIUM_SITE) {
  tilium::device->nocTransactionBarrier(noc, tilium::Barrier::Write, trid, site);
}
inline void noc_async_write_flushed_with_trid(std::uint32_t trid, std::uint8_t noc = noc_index,
                                              TILIUM_SITE) {
  tilium::device->nocTransactionBarrier(noc, tilium::Barrier::WritesFlushed, trid, site);
}
/// The counters of transfers under way, by id: nothing to do, as each run starts them anew.
inline void reset_noc_trid_barrier_counter(std::uint32_t id_mask = 0xFFFFFFFF,
                                           std::uint32_t noc = noc_index, TILIUM_SITE) {
  tilium::device->pause(1, site);
}

#endif // TILIUM_METALIUM_TILIUM_TRANSFERS_WITH_STATE_H
