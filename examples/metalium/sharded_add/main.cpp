// Adds tensors that lie in the L1 of the cores that add them: circular buffers on the shards, and
// no data movement at all.
//
// tilium-device run main.cpp
#include "../host.hpp"

using namespace example;

namespace {
constexpr uint32_t rows = 256, columns = 64, shards = 4,
                   shard_tiles = rows / shards * columns / 1024;

/// A tensor whose rows are dealt out to the cores, in tiles.
Tensor make_sharded(Host &host, const CoreRange &cores) {
  ShardSpecBuffer spec(cores, {rows / shards, columns}, ShardOrientation::ROW_MAJOR, {32, 32},
                       {rows / 32, columns / 32});
  distributed::DeviceLocalBufferConfig local{
      .page_size = tile_bytes,
      .buffer_type = BufferType::L1,
      .sharding_args = BufferShardingArgs(spec, TensorMemoryLayout::HEIGHT_SHARDED)};
  return distributed::MeshBuffer::create(
      distributed::ReplicatedBufferConfig{.size = rows * columns * sizeof(bfloat16)}, local,
      host.device.get());
}
} // namespace

int main() {
  Host host;
  const CoreRange cores({0, 0}, {0, shards - 1});
  std::vector<bfloat16> a(rows * columns), b(rows * columns);
  for (uint32_t i = 0; i < a.size(); ++i) {
    a[i] = bfloat16(static_cast<float>(i % 64));
    b[i] = bfloat16(static_cast<float>(i % 31) / 2);
  }
  Tensor first = make_sharded(host, cores), second = make_sharded(host, cores);
  Tensor sum = make_sharded(host, cores);
  auto &queue = host.device->mesh_command_queue();
  distributed::EnqueueWriteMeshBuffer(queue, first, a, false);
  distributed::EnqueueWriteMeshBuffer(queue, second, b, false);

  Program program = CreateProgram();
  for (const auto &[index, tensor] :
       {std::pair{CBIndex::c_0, first}, std::pair{CBIndex::c_1, second},
        std::pair{CBIndex::c_16, sum}})
    CreateCircularBuffer(
        program, cores,
        CircularBufferConfig(shard_tiles * tile_bytes, {{index, DataFormat::Float16_b}})
            .set_page_size(index, tile_bytes)
            .set_globally_allocated_address(*tensor->get_backing_buffer()));
  CreateKernel(program, "compute.cpp", cores, ComputeConfig{.compile_args = {shard_tiles}});
  host.run(std::move(program));
  return report(
      host.read<bfloat16>(sum),
      [&](size_t i) { return static_cast<float>(a[i]) + static_cast<float>(b[i]); }, 0.004f);
}
