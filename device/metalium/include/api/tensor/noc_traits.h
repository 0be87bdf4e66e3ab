//===- noc_traits.h - Tensors as endpoints of transfers -*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_TENSOR_NOC_TRAITS_H
#define TILIUM_METALIUM_API_TENSOR_NOC_TRAITS_H

#include "api/dataflow/noc.h"
#include "api/tensor/tensor_accessor.h"

template <bool DRAM> struct noc_traits_t<TensorAccessor<DRAM>> {
  struct src_args_type {
    std::uint32_t page_id{};
    std::uint32_t offset_bytes = 0;
  };
  struct dst_args_type {
    std::uint32_t page_id{};
    std::uint32_t offset_bytes = 0;
  };
  template <Noc::AddressType kind>
  static std::uint64_t src_addr(const TensorAccessor<DRAM> &tensor, const Noc &noc,
                                const src_args_type &args) {
    return tensor.get_noc_addr(args.page_id, args.offset_bytes, noc.get_noc_id());
  }
  template <Noc::AddressType kind>
  static std::uint64_t dst_addr(const TensorAccessor<DRAM> &tensor, const Noc &noc,
                                const dst_args_type &args) {
    return tensor.get_noc_addr(args.page_id, args.offset_bytes, noc.get_noc_id());
  }
};

#endif // TILIUM_METALIUM_API_TENSOR_NOC_TRAITS_H
