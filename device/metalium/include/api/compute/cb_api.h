//===- cb_api.h - Circular buffers in compute kernels -----------*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_COMPUTE_CB_API_H
#define TILIUM_METALIUM_API_COMPUTE_CB_API_H

#include "api/compute/common_globals.h"
#include "tilium/buffers.h"
#include "tilium/mailboxes.h"

namespace ckernel {
ALWI void cb_wait_front(std::uint32_t cbid, std::uint32_t ntiles, TILIUM_SITE) {
  tilium::device->cbWait(cbid, ntiles, site);
}
ALWI void cb_pop_front(std::uint32_t cbid, std::uint32_t ntiles, TILIUM_SITE) {
  tilium::device->cbPop(cbid, ntiles, site);
}
ALWI void cb_reserve_back(std::uint32_t cbid, std::uint32_t ntiles, TILIUM_SITE) {
  tilium::device->cbReserve(cbid, ntiles, site);
}
ALWI void cb_push_back(std::uint32_t cbid, std::uint32_t ntiles, TILIUM_SITE) {
  tilium::device->cbPush(cbid, ntiles, site);
}
ALWI std::uint32_t get_tile_address(std::uint32_t cb_id, std::uint32_t tile_index, TILIUM_SITE) {
  return tilium::device->cbTileAddress(cb_id, tile_index, site);
}
ALWI std::uint32_t read_tile_value(std::uint32_t cb_id, std::uint32_t tile_index,
                                   std::uint32_t element_offset, TILIUM_SITE) {
  // The unpack processor reads the word and sends it to the other two.
  std::uint32_t value = 0;
  if (tilium::runs(tilium::Processor::Unpack)) {
    value = tilium::device->cbTileValue(cb_id, tile_index, element_offset, site);
    mailbox_write(MathThreadId, value, site);
    mailbox_write(PackThreadId, value, site);
  } else {
    value = mailbox_read(UnpackThreadId, site);
  }
  return value;
}
} // namespace ckernel

#endif // TILIUM_METALIUM_API_COMPUTE_CB_API_H
