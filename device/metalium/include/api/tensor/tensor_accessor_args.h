//===- tensor_accessor_args.h - Where an accessor finds its description --*- C++ -*-===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_ARGS_H
#define TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_ARGS_H

#include "api/compile_time_args.h"

namespace tensor_accessor {
inline constexpr std::size_t UNKNOWN = ~std::size_t{0};

/// A compile-time argument that there need not be.
template <bool present, std::size_t index>
constexpr std::uint32_t argumentIf() {
  if constexpr (present)
    return get_compile_time_arg_val(index);
  else
    return 0;
}
} // namespace tensor_accessor

/// The description of an interleaved tensor in the compile-time arguments: a word of flags and the
/// page size.
template <std::size_t CTA_OFFSET, std::size_t CRTA_OFFSET = tensor_accessor::UNKNOWN>
struct TensorAccessorArgs {
  static constexpr std::uint32_t flags = get_compile_time_arg_val(CTA_OFFSET);
  static constexpr bool is_sharded = (flags & 1) != 0;
  static constexpr bool is_dram = (flags & 2) != 0;
  static_assert((flags & ~3u) == 0,
                "this device has accessors whose parts are all compile-time arguments only");
  static constexpr std::uint32_t AlignedPageSize = get_compile_time_arg_val(CTA_OFFSET + 1);

  // Of a sharded tensor: rank, number of banks, shape of the tensor and of a shard in pages, and
  // the banks' coordinates, two a word.
  static constexpr std::uint32_t RankCT = tensor_accessor::argumentIf<is_sharded, CTA_OFFSET + 2>();
  static constexpr std::uint32_t NumBanksCT =
      tensor_accessor::argumentIf<is_sharded, CTA_OFFSET + 3>();
  static constexpr std::uint32_t NumArgsCT = is_sharded ? 4 + 2 * RankCT + (NumBanksCT + 1) / 2 : 2;

  constexpr TensorAccessorArgs() = default;
  constexpr explicit TensorAccessorArgs(std::uint32_t) {}
  constexpr std::uint32_t get_aligned_page_size() const { return AlignedPageSize; }
  static constexpr std::uint32_t num_compile_time_args() { return NumArgsCT; }
  static constexpr std::uint32_t next_compile_time_args_offset() { return CTA_OFFSET + NumArgsCT; }
  constexpr std::uint32_t num_common_runtime_args() const { return 0; }
  constexpr std::uint32_t next_common_runtime_args_offset() const {
    return CRTA_OFFSET == tensor_accessor::UNKNOWN ? 0 : CRTA_OFFSET;
  }
};

#endif // TILIUM_METALIUM_API_TENSOR_TENSOR_ACCESSOR_ARGS_H
