//===- buffer_types.hpp - Where buffers lie ------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_BUFFER_TYPES_HPP
#define TILIUM_HOST_TT_METALIUM_BUFFER_TYPES_HPP

#include <cstdint>
#include <fmt/format.h>

namespace tt::tt_metal {

enum class BufferType { DRAM, L1 };
enum class TensorMemoryLayout { INTERLEAVED = 0, HEIGHT_SHARDED = 2, WIDTH_SHARDED, BLOCK_SHARDED };
enum class ShardOrientation { ROW_MAJOR = 0, COL_MAJOR = 1 };

} // namespace tt::tt_metal

template <>
struct fmt::formatter<tt::tt_metal::TensorMemoryLayout> : fmt::formatter<fmt::string_view> {
  template <typename Context>
  auto format(tt::tt_metal::TensorMemoryLayout layout, Context &context) const {
    using tt::tt_metal::TensorMemoryLayout;
    const char *name = layout == TensorMemoryLayout::HEIGHT_SHARDED  ? "HEIGHT_SHARDED"
                       : layout == TensorMemoryLayout::WIDTH_SHARDED ? "WIDTH_SHARDED"
                       : layout == TensorMemoryLayout::BLOCK_SHARDED ? "BLOCK_SHARDED"
                                                                     : "INTERLEAVED";
    return fmt::formatter<fmt::string_view>::format(name, context);
  }
};

#endif // TILIUM_HOST_TT_METALIUM_BUFFER_TYPES_HPP
