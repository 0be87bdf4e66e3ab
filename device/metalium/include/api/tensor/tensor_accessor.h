//===- tensor_accessor.h - NoC addresses of a tensor's pages ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H
#define TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H

#include "api/tensor/tensor_accessor_args.h"
#include "tilium/arguments.h"

namespace tensor_accessor {
/// A tensor by name in `tensor::`: where its layout stands in the compile-time arguments, and its
/// address, in bytes, among the common runtime arguments.
template <std::uint32_t CTA_OFFSET, std::uint32_t ADDR_CRTA_OFFSET> struct TensorBindingToken {};
} // namespace tensor_accessor

template <bool DRAM> struct TensorAccessor {
  static constexpr bool is_dram = DRAM;

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  constexpr TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET> &args,
                           std::size_t bank_base_address_in, std::uint32_t page_size_in = 0)
      : base(static_cast<std::uint32_t>(bank_base_address_in)),
        aligned_page_size(page_size_in ? page_size_in : args.get_aligned_page_size()) {}

  template <std::uint32_t CTA_OFFSET, std::uint32_t ADDR_CRTA_OFFSET>
  TensorAccessor(tensor_accessor::TensorBindingToken<CTA_OFFSET, ADDR_CRTA_OFFSET>)
      : TensorAccessor(TensorAccessorArgs<CTA_OFFSET, ADDR_CRTA_OFFSET / 4 + 1>(),
                       get_common_arg_val<std::uint32_t>(ADDR_CRTA_OFFSET / 4)) {}

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

template <std::uint32_t CTA_OFFSET, std::uint32_t ADDR_CRTA_OFFSET>
TensorAccessor(tensor_accessor::TensorBindingToken<CTA_OFFSET, ADDR_CRTA_OFFSET>)
    -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET>::is_dram>;

#endif // TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H
