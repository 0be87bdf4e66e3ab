//===- noc.h - Transfers as methods of a network -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_DATAFLOW_NOC_H
#define TILIUM_METALIUM_API_DATAFLOW_NOC_H

#include "api/dataflow/dataflow_api.h"

#include <type_traits>

/// How an endpoint of type T becomes an address. Each endpoint's header specialises it with
/// `src_args_type`, `dst_args_type`, `dst_args_mcast_type` and functions that take them.
template <typename T> struct noc_traits_t {
  static_assert(sizeof(T) == 0, "this type is no endpoint of a NoC transfer");
};

enum class NocOptions : std::uint32_t {
  DEFAULT = 0,
  TXN_ID = 1u << 0,
  POSTED = 1u << 1,
  CUSTOM_VC = 1u << 2,
  MCAST_INCL_SRC = 1u << 3,
  INLINE_L1 = 1u << 4,
  INLINE_REG = 1u << 5,
};
constexpr NocOptions operator|(NocOptions a, NocOptions b) noexcept {
  return static_cast<NocOptions>(static_cast<std::uint32_t>(a) | static_cast<std::uint32_t>(b));
}
constexpr bool has_flag(NocOptions opts, NocOptions flag) noexcept {
  return (static_cast<std::uint32_t>(opts) & static_cast<std::uint32_t>(flag)) != 0;
}

struct NocOptVals {
  std::uint32_t vc = NOC_UNICAST_WRITE_VC;
  std::uint32_t trid = 0;
};

namespace tilium {
/// Gives the transfers that follow their transaction id, if `opts` asks for one.
template <NocOptions opts>
void markTransaction(std::uint8_t noc, bool write, const NocOptVals &vals, Site site) {
  if constexpr (has_flag(opts, NocOptions::TXN_ID))
    device->nocTransaction(noc, write, vals.trid, site);
}
/// Waits for all transfers, or, if `opts` asks for it, for those of one transaction.
template <NocOptions opts>
void nocBarrier(std::uint8_t noc, Barrier barrier, const NocOptVals &vals, Site site) {
  if constexpr (has_flag(opts, NocOptions::TXN_ID))
    device->nocTransactionBarrier(noc, barrier, vals.trid, site);
  else
    device->nocBarrier(noc, barrier, site);
}
} // namespace tilium

class Noc {
public:
  enum class AddressType { NOC, LOCAL_L1 };
  static constexpr std::uint32_t INVALID_TXN_ID = 0xFFFFFFFF;

  Noc() : noc_id_(noc_index) {}
  explicit Noc(std::uint8_t noc_id) : noc_id_(noc_id) {}

  std::uint8_t get_noc_id() const { return noc_id_; }
  bool is_local_bank(std::uint32_t virtual_x, std::uint32_t virtual_y) const {
    return virtual_x == my_x[noc_id_] && virtual_y == my_y[noc_id_];
  }
  bool is_local_addr(std::uint64_t noc_addr) const {
    return is_local_bank(noc_addr >> 36 & 63, noc_addr >> 42 & 63);
  }

  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true,
            typename Src, typename Dst>
  void async_read(const Src &src, const Dst &dst, std::uint32_t size_bytes,
                  const typename noc_traits_t<Src>::src_args_type &src_args,
                  const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                  const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, false, vals, site);
    tilium::device->nocRead(noc_id_, source<AddressType::NOC>(src, src_args),
                            destination<AddressType::LOCAL_L1>(dst, dst_args), size_bytes, false,
                            site);
  }

  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, typename Src>
  void set_async_read_state(const Src &src, std::uint32_t size_bytes,
                            const typename noc_traits_t<Src>::src_args_type &src_args,
                            const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, false, vals, site);
    tilium::readState[noc_id_] = {
        source<AddressType::NOC>(src, src_args) & ~tilium::localAddressMask, size_bytes};
  }
  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, typename Src, typename Dst>
  void async_read_with_state(const Src &src, const Dst &dst, std::uint32_t size_bytes,
                             const typename noc_traits_t<Src>::src_args_type &src_args,
                             const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                             const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, false, vals, site);
    const tilium::TransferState &state = tilium::readState[noc_id_];
    tilium::device->nocRead(
        noc_id_, tilium::withState(state, source<AddressType::NOC>(src, src_args)),
        destination<AddressType::LOCAL_L1>(dst, dst_args),
        max_page_size <= NOC_MAX_BURST_SIZE ? state.bytes : size_bytes, false, site);
  }

  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true,
            typename Src, typename Dst>
  void async_write(const Src &src, const Dst &dst, std::uint32_t size_bytes,
                   const typename noc_traits_t<Src>::src_args_type &src_args,
                   const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                   const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, true, vals, site);
    tilium::device->nocWrite(noc_id_, source<AddressType::LOCAL_L1>(src, src_args),
                             destination<AddressType::NOC>(dst, dst_args), size_bytes, false,
                             has_flag(opts, NocOptions::POSTED), site);
  }

  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, typename Dst>
  void set_async_write_state(const Dst &dst, std::uint32_t size_bytes,
                             const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                             const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, true, vals, site);
    tilium::writeState[noc_id_] = {
        destination<AddressType::NOC>(dst, dst_args) & ~tilium::localAddressMask, size_bytes};
  }
  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, typename Src, typename Dst>
  void async_write_with_state(const Src &src, const Dst &dst, std::uint32_t size_bytes,
                              const typename noc_traits_t<Src>::src_args_type &src_args,
                              const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                              const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, true, vals, site);
    const tilium::TransferState &state = tilium::writeState[noc_id_];
    tilium::device->nocWrite(
        noc_id_, source<AddressType::LOCAL_L1>(src, src_args),
        tilium::withState(state, destination<AddressType::NOC>(dst, dst_args)),
        max_page_size <= NOC_MAX_BURST_SIZE ? state.bytes : size_bytes, false,
        has_flag(opts, NocOptions::POSTED), site);
  }

  template <NocOptions opts = NocOptions::DEFAULT,
            std::uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1, bool enable_noc_tracing = true,
            typename Src, typename Dst>
  void async_write_multicast(const Src &src, const Dst &dst, std::uint32_t size_bytes,
                             std::uint32_t num_dsts,
                             const typename noc_traits_t<Src>::src_args_type &src_args,
                             const typename noc_traits_t<Dst>::dst_args_mcast_type &dst_args,
                             bool linked = false, const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, true, vals, site);
    static_assert(!has_flag(opts, NocOptions::POSTED), "a multicast cannot be posted");
    tilium::device->nocMulticast(
        noc_id_, source<AddressType::LOCAL_L1>(src, src_args),
        noc_traits_t<Dst>::template dst_addr_mcast<AddressType::NOC>(dst, *this, dst_args),
        size_bytes, num_dsts, has_flag(opts, NocOptions::MCAST_INCL_SRC), linked, site);
  }

  template <NocOptions opts = NocOptions::DEFAULT, typename Dst>
  void inline_dw_write(const Dst &dst, std::uint32_t val,
                       const typename noc_traits_t<Dst>::dst_args_type &dst_args,
                       std::uint8_t be = 0xF, const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::markTransaction<opts>(noc_id_, true, vals, site);
    tilium::device->nocInlineWrite(noc_id_, destination<AddressType::NOC>(dst, dst_args), val,
                                   site);
  }

  /// Zeroes local memory; done after write_zeros_l1_barrier.
  template <typename Dst>
  void async_write_zeros(const Dst &dst, std::uint32_t size_bytes,
                         const typename noc_traits_t<Dst>::dst_args_type &args = {},
                         TILIUM_SITE) const {
    std::uint32_t target = destination<AddressType::LOCAL_L1>(dst, args);
    std::uint64_t zeros = std::uint64_t{tilium::device->coordinate(5)} << 42 |
                          std::uint64_t{tilium::device->coordinate(4)} << 36 | MEM_ZEROS_BASE;
    for (std::uint32_t done = 0; done < size_bytes; done += MEM_ZEROS_SIZE) {
      std::uint32_t rest = size_bytes - done;
      tilium::device->nocRead(noc_id_, zeros, target + done,
                              rest < MEM_ZEROS_SIZE ? rest : MEM_ZEROS_SIZE, false, site);
    }
  }
  void write_zeros_l1_barrier(TILIUM_SITE) const {
    tilium::device->nocBarrier(noc_id_, tilium::Barrier::Read, site);
  }
  template <NocOptions opts = NocOptions::DEFAULT>
  void async_read_barrier(const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::nocBarrier<opts>(noc_id_, tilium::Barrier::Read, vals, site);
  }
  template <NocOptions opts = NocOptions::DEFAULT>
  void async_write_barrier(const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::nocBarrier<opts>(noc_id_, tilium::Barrier::Write, vals, site);
  }
  template <NocOptions opts = NocOptions::DEFAULT>
  void async_writes_flushed(const NocOptVals &vals = {}, TILIUM_SITE) const {
    tilium::nocBarrier<opts>(noc_id_,
                             has_flag(opts, NocOptions::POSTED)
                                 ? tilium::Barrier::PostedWritesFlushed
                                 : tilium::Barrier::WritesFlushed,
                             vals, site);
  }
  void async_atomic_barrier(TILIUM_SITE) const {
    tilium::device->nocBarrier(noc_id_, tilium::Barrier::Atomic, site);
  }
  void async_full_barrier(TILIUM_SITE) const {
    tilium::device->nocBarrier(noc_id_, tilium::Barrier::Full, site);
  }

private:
  template <AddressType kind, typename Src>
  std::uint64_t source(const Src &src,
                       const typename noc_traits_t<Src>::src_args_type &arguments) const {
    return noc_traits_t<Src>::template src_addr<kind>(src, *this, arguments);
  }
  template <AddressType kind, typename Dst>
  std::uint64_t destination(const Dst &dst,
                            const typename noc_traits_t<Dst>::dst_args_type &arguments) const {
    return noc_traits_t<Dst>::template dst_addr<kind>(dst, *this, arguments);
  }

  std::uint8_t noc_id_;
};

#endif // TILIUM_METALIUM_API_DATAFLOW_NOC_H
