//===- tensor_accessor.h - NoC addresses of a tensor's pages ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H
#define TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H

#include "api/tensor/tensor_accessor_args.h"

template <bool DRAM> struct TensorAccessor {
  static constexpr bool is_dram = DRAM;

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  constexpr TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET> &args,
                           std::size_t bank_base_address_in, std::uint32_t page_size_in = 0)
      : base(static_cast<std::uint32_t>(bank_base_address_in)),
        aligned_page_size(page_size_in ? page_size_in : args.get_aligned_page_size()) {}

  std::uint64_t get_noc_addr(std::uint32_t page_id, std::uint32_t offset = 0,
                             std::uint8_t = 0) const {
    return tilium::device->pageAddress(DRAM, page_id, base, aligned_page_size, offset);
  }
  constexpr std::uint32_t get_bank_base_address() const { return base; }
  constexpr std::uint32_t get_aligned_page_size() const { return aligned_page_size; }

private:
  std::uint32_t base;
  std::uint32_t aligned_page_size;
};

template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET> &, std::size_t)
    -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>::is_dram>;
template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET> &, std::size_t, std::uint32_t)
    -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>::is_dram>;

#endif // TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H
