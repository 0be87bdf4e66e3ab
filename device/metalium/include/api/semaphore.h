//===- semaphore.h - Semaphores as objects -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_SEMAPHORE_H
#define TILIUM_METALIUM_API_SEMAPHORE_H

#include "api/dataflow/noc.h"

/// A word of L1 at one offset on every core of the semaphore.
template <ProgrammableCoreType core_type = ProgrammableCoreType::TENSIX> class Semaphore {
public:
  explicit Semaphore(std::uint32_t semaphore_id)
      : address_(get_semaphore<core_type>(semaphore_id)) {}

  void wait(std::uint32_t value, TILIUM_SITE) const {
    tilium::device->semaphoreWait(word(), value, false, site);
  }
  void wait_min(std::uint32_t value, TILIUM_SITE) const {
    tilium::device->semaphoreWait(word(), value, true, site);
  }
  void set(std::uint32_t value, TILIUM_SITE) { tilium::device->semaphoreSet(word(), value, site); }
  std::uint32_t value(TILIUM_SITE) const {
    // Reading costs time, so that a loop that polls lets others go on.
    tilium::device->pause(1, site);
    return *word();
  }
  void up(std::uint32_t value, TILIUM_SITE) {
    tilium::device->semaphoreSet(word(), *word() + value, site);
  }
  void down(std::uint32_t value, TILIUM_SITE) {
    tilium::device->semaphoreWait(word(), value, true, site);
    tilium::device->semaphoreSet(word(), *word() - value, site);
  }
  void up(const Noc &noc, std::uint32_t noc_x, std::uint32_t noc_y, std::uint32_t value,
          std::uint8_t vc = NOC_UNICAST_WRITE_VC, TILIUM_SITE) {
    tilium::device->semaphoreIncrement(noc.get_noc_id(),
                                       get_noc_addr(noc_x, noc_y, local(), noc.get_noc_id()),
                                       value, site);
  }
  template <ProgrammableCoreType dst_core_type = core_type>
  void relay_unicast(const Noc &noc, const Semaphore<dst_core_type> &dst_sem, std::uint32_t noc_x,
                     std::uint32_t noc_y, TILIUM_SITE) {
    tilium::device->nocWrite(noc.get_noc_id(), local(),
                             get_noc_addr(noc_x, noc_y, dst_sem.local(), noc.get_noc_id()), 4,
                             false, false, site);
  }
  template <NocOptions opts = NocOptions::DEFAULT>
  void set_multicast(const Noc &noc, std::uint32_t noc_x_start, std::uint32_t noc_y_start,
                     std::uint32_t noc_x_end, std::uint32_t noc_y_end, std::uint32_t num_dests,
                     bool linked = false, TILIUM_SITE) {
    relay_multicast<opts>(noc, *this, noc_x_start, noc_y_start, noc_x_end, noc_y_end, num_dests,
                          linked, site);
  }
  template <NocOptions opts = NocOptions::DEFAULT, ProgrammableCoreType dst_core_type = core_type>
  void relay_multicast(const Noc &noc, const Semaphore<dst_core_type> &dst_sem,
                       std::uint32_t noc_x_start, std::uint32_t noc_y_start,
                       std::uint32_t noc_x_end, std::uint32_t noc_y_end, std::uint32_t num_dests,
                       bool linked = false, TILIUM_SITE) {
    static_assert(!has_flag(opts, NocOptions::TXN_ID),
                  "this device does not model transaction ids of semaphores");
    tilium::device->nocMulticast(noc.get_noc_id(), local(),
                                 get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end,
                                                        noc_y_end, dst_sem.local(),
                                                        noc.get_noc_id()),
                                 4, num_dests, has_flag(opts, NocOptions::MCAST_INCL_SRC), linked,
                                 site);
  }
  /// The address of the word on this core, good as an offset on any other.
  std::uint32_t local() const { return static_cast<std::uint32_t>(address_); }

private:
  volatile std::uint32_t *word() const {
    return reinterpret_cast<volatile std::uint32_t *>(address_);
  }
  std::uintptr_t address_;
};

#endif // TILIUM_METALIUM_API_SEMAPHORE_H
