//===- buffer.hpp - How buffers are sharded ------------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_BUFFER_HPP
#define TILIUM_HOST_TT_METALIUM_BUFFER_HPP

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>

#include "host/Device.h"

#include <array>
#include <optional>

namespace tt::tt_metal {

/// The cores of a sharded buffer and the shape of a shard in elements.
struct ShardSpec {
  ShardSpec(const CoreRangeSet &core_sets, const std::array<uint32_t, 2> &shard_shape,
            ShardOrientation orientation = ShardOrientation::ROW_MAJOR)
      : grid(core_sets), shape(shard_shape), orientation(orientation) {}
  CoreRangeSet grid;
  std::array<uint32_t, 2> shape;
  ShardOrientation orientation;
  uint32_t num_cores() const { return grid.num_cores(); }
  uint32_t numel() const { return shape[0] * shape[1]; }
};

/// The same with the shape of a page in elements and of the tensor in pages.
struct ShardSpecBuffer {
  ShardSpecBuffer(const CoreRangeSet &core_sets, const std::array<uint32_t, 2> &shard_shape,
                  ShardOrientation orientation, const std::array<uint32_t, 2> &page_shape,
                  const std::array<uint32_t, 2> &tensor2d_shape_in_pages)
      : ShardSpecBuffer(ShardSpec(core_sets, shard_shape, orientation), page_shape,
                        tensor2d_shape_in_pages) {}
  ShardSpecBuffer(const ShardSpec &spec, const std::array<uint32_t, 2> &page_shape,
                  const std::array<uint32_t, 2> &tensor2d_shape_in_pages)
      : tensor_shard_spec(spec), page_shape(page_shape),
        tensor2d_shape_in_pages(tensor2d_shape_in_pages) {}
  ShardSpec tensor_shard_spec;
  std::array<uint32_t, 2> page_shape, tensor2d_shape_in_pages;

  const CoreRangeSet &grid() const { return tensor_shard_spec.grid; }
  std::array<uint32_t, 2> shape() const { return tensor_shard_spec.shape; }
  ShardOrientation orientation() const { return tensor_shard_spec.orientation; }
  std::array<uint32_t, 2> shape_in_pages() const {
    return {(shape()[0] + page_shape[0] - 1) / page_shape[0],
            (shape()[1] + page_shape[1] - 1) / page_shape[1]};
  }
  uint32_t num_pages() const { return shape_in_pages()[0] * shape_in_pages()[1]; }
};

/// How a buffer is sharded; interleaved without a specification.
struct BufferShardingArgs {
  BufferShardingArgs() = default;
  BufferShardingArgs(std::nullopt_t) {}
  BufferShardingArgs(std::optional<ShardSpecBuffer> spec, TensorMemoryLayout layout)
      : spec(std::move(spec)), layout(layout) {}
  const std::optional<ShardSpecBuffer> &shard_spec() const { return spec; }
  TensorMemoryLayout buffer_layout() const { return layout; }

private:
  std::optional<ShardSpecBuffer> spec;
  TensorMemoryLayout layout = TensorMemoryLayout::INTERLEAVED;
};

namespace detail {

[[noreturn]] inline void misuse(const std::string &call, const std::string &why) {
  throw tilium::device::DeviceError(tilium::device::Rule::HostUsage, call + ": " + why);
}

/// What the device calls the same; `pages` is the number of pages the buffer is to have.
inline tilium::device::Sharding sharding(const BufferShardingArgs &args, uint64_t pages,
                                         const std::string &call) {
  if (!args.shard_spec())
    misuse(call, "a sharded layout needs a shard specification");
  const ShardSpecBuffer &spec = *args.shard_spec();
  for (uint32_t extent : {spec.page_shape[0], spec.page_shape[1], spec.shape()[0], spec.shape()[1]})
    if (extent == 0)
      misuse(call, "pages and shards must not be empty");
  const auto &tensor = spec.tensor2d_shape_in_pages;
  std::array<uint32_t, 2> shard = spec.shape_in_pages();
  if (uint64_t{tensor[0]} * tensor[1] != pages)
    misuse(call, "the tensor has " + std::to_string(tensor[0]) + " x " + std::to_string(tensor[1]) +
                     " pages, the buffer " + std::to_string(pages));
  if (args.buffer_layout() == TensorMemoryLayout::INTERLEAVED)
    misuse(call, "a shard specification needs a sharded layout");
  tilium::device::Sharding result;
  result.tensorShape = {tensor[0], tensor[1]};
  result.shardShape = {shard[0], shard[1]};
  for (const CoreCoord &core :
       corerange_to_cores(spec.grid(), SIZE_MAX, spec.orientation() == ShardOrientation::ROW_MAJOR))
    result.cores.push_back(coordinate(core));
  if (!result.cores.empty() && result.shardCount() > result.cores.size())
    misuse(call, std::to_string(result.shardCount()) + " shards do not fit " +
                     std::to_string(result.cores.size()) + " cores: a core takes one shard");
  return result;
}

} // namespace detail
} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_BUFFER_HPP
