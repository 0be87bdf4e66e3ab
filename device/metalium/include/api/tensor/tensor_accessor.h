//===- tensor_accessor.h - NoC addresses of a tensor's pages ----*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H
#define TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_H

#include "api/tensor/tensor_accessor_args.h"
#include "tilium/arguments.h"
#include "tilium/page_alignment.h"

namespace tensor_accessor {
/// A tensor by name in `tensor::`: where its layout stands in the compile-time arguments, and its
/// address, in bytes, among the common runtime arguments.
template <std::uint32_t CTA_OFFSET, std::uint32_t ADDR_CRTA_OFFSET> struct TensorBindingToken {};
} // namespace tensor_accessor

namespace tilium {
/// The words of a sharded tensor's arguments, from its rank on.
template <std::size_t OFFSET, std::uint32_t COUNT> struct ShardWords {
  std::uint32_t word[COUNT] = {};
  constexpr ShardWords() {
    static_assert(OFFSET + COUNT <= kernel_compile_time_args.size(),
                  "the words of this sharded tensor were not given to the kernel");
    for (std::uint32_t i = 0; i < COUNT; ++i)
      word[i] = kernel_compile_time_args[OFFSET + i];
  }
};
template <std::size_t OFFSET, std::uint32_t COUNT>
inline constexpr ShardWords<OFFSET, COUNT> shardWords{};

template <typename Args, std::size_t OFFSET> constexpr const std::uint32_t *shardsOf() {
  if constexpr (Args::is_sharded)
    return shardWords<OFFSET + 2, Args::NumArgsCT - 2>.word;
  else
    return nullptr;
}

/// Where a page of a sharded tensor lies: its bank and its page there.
struct ShardPlace {
  std::uint32_t bank, page;
};
inline ShardPlace shardPlace(const std::uint32_t *words, std::uint32_t id) {
  const std::uint32_t rank = words[0], banks = words[1];
  const std::uint32_t *tensor = words + 2, *shape = tensor + rank;
  std::uint32_t shard = 0, inside = 0, shards = 1, pages = 1;
  for (std::uint32_t i = rank; i-- > 0;) {
    const std::uint32_t at = id % tensor[i];
    id /= tensor[i];
    shard += at / shape[i] * shards;
    inside += at % shape[i] * pages;
    shards *= (tensor[i] + shape[i] - 1) / shape[i];
    pages *= shape[i];
  }
  return {shard % banks, shard / banks * pages + inside};
}
inline std::uint64_t bankAddress(const std::uint32_t *words, std::uint32_t bank,
                                 std::uint32_t offset) {
  const std::uint32_t pair = words[2 + 2 * words[0] + bank / 2];
  const std::uint32_t xy = bank % 2 ? pair >> 16 : pair & 0xFFFF;
  return std::uint64_t{xy & 0xFF} << 42 | std::uint64_t{xy >> 8} << 36 | offset;
}
} // namespace tilium

template <bool DRAM> struct TensorAccessor {
  static constexpr bool is_dram = DRAM;

  template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET>
  constexpr TensorAccessor(const TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET> &args,
                           std::size_t bank_base_address_in, std::uint32_t page_size_in = 0)
      : base(static_cast<std::uint32_t>(bank_base_address_in)),
        aligned_page_size(!page_size_in ? args.get_aligned_page_size()
                          : TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>::is_sharded
                              ? page_size_in
                              : tilium::alignPage(DRAM, page_size_in)),
        shards(tilium::shardsOf<TensorAccessorArgs<CTA_OFFSET, CRTA_OFFSET>, CTA_OFFSET>()) {}

  template <std::uint32_t CTA_OFFSET, std::uint32_t ADDR_CRTA_OFFSET>
  TensorAccessor(tensor_accessor::TensorBindingToken<CTA_OFFSET, ADDR_CRTA_OFFSET>)
      : TensorAccessor(TensorAccessorArgs<CTA_OFFSET, ADDR_CRTA_OFFSET / 4 + 1>(),
                       get_common_arg_val<std::uint32_t>(ADDR_CRTA_OFFSET / 4)) {}

  std::uint64_t get_noc_addr(std::uint32_t page_id, std::uint32_t offset = 0,
                             std::uint8_t = 0) const {
    if (!shards)
      return tilium::device->pageAddress(DRAM, page_id, base, aligned_page_size, offset);
    const tilium::ShardPlace place = tilium::shardPlace(shards, page_id);
    return tilium::bankAddress(shards, place.bank, base + place.page * aligned_page_size + offset);
  }
  /// The first page of a shard of a sharded tensor.
  std::uint64_t get_shard_noc_addr(std::uint32_t shard_id, std::uint32_t offset = 0,
                                   std::uint8_t = 0) const {
    std::uint32_t pages = 1;
    for (std::uint32_t i = 0; i < shards[0]; ++i)
      pages *= shards[2 + shards[0] + i];
    return tilium::bankAddress(shards, shard_id % shards[1],
                               base + shard_id / shards[1] * pages * aligned_page_size + offset);
  }
  constexpr std::uint32_t get_bank_base_address() const { return base; }
  constexpr std::uint32_t get_aligned_page_size() const { return aligned_page_size; }

private:
  std::uint32_t base;
  std::uint32_t aligned_page_size;
  const std::uint32_t *shards; ///< Null if the tensor is interleaved.
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
