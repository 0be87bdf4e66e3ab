// C = A x B over all cores that have work, with the host API of the vendor. A and B are of ones and
// twos, so every element of C is 2 * K.
//
// Usage: matmul_multi_core <directory of the kernels>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/work_split.hpp>

#include <cstdio>
#include <string>

using namespace tt;
using namespace tt::tt_metal;

int main(int argc, char **argv) {
  const std::string kernels = argc > 1 ? argv[1] : ".";
  constexpr uint32_t M = 256, N = 256, K = 128, block = 2, tile_bytes = 2048;
  constexpr uint32_t Mt = M / 32, Nt = N / 32, Kt = K / 32;
  constexpr uint16_t one = 0x3F80, two = 0x4000;

  auto mesh_device = distributed::MeshDevice::create_unit_mesh(0);
  auto &queue = mesh_device->mesh_command_queue();
  distributed::DeviceLocalBufferConfig local{.page_size = tile_bytes,
                                             .buffer_type = BufferType::DRAM};
  auto make = [&](uint32_t tiles) {
    distributed::ReplicatedBufferConfig size{.size = uint64_t{tiles} * tile_bytes};
    return distributed::MeshBuffer::create(size, local, mesh_device.get());
  };
  auto a = make(Mt * Kt), b = make(Kt * Nt), c = make(Mt * Nt);
  std::vector<uint16_t> ones(size_t{M} * K, one), twos(size_t{K} * N, two), result;
  distributed::EnqueueWriteMeshBuffer(queue, a, ones, false);
  distributed::EnqueueWriteMeshBuffer(queue, b, twos, false);

  Program program = CreateProgram();
  auto [cores, all, first_group, second_group, first_count, second_count] =
      split_work_to_cores(mesh_device->compute_with_storage_grid_size(), Mt * Nt / (block * block));
  auto buffer = [&](uint8_t index, uint32_t tiles) {
    CreateCircularBuffer(program, all,
                         CircularBufferConfig(tiles * tile_bytes, {{index, DataFormat::Float16_b}})
                             .set_page_size(index, tile_bytes));
  };
  buffer(CBIndex::c_0, 2 * block);
  buffer(CBIndex::c_1, 2 * block);
  buffer(CBIndex::c_16, 2 * block * block);

  std::vector<uint32_t> reader_args{Kt, Nt, block, block}, writer_args{Nt, block, block};
  TensorAccessorArgs(*a).append_to(reader_args);
  TensorAccessorArgs(*b).append_to(reader_args);
  TensorAccessorArgs(*c).append_to(writer_args);
  auto reader = CreateKernel(program, kernels + "/reader.cpp", all,
                             DataMovementConfig{.processor = DataMovementProcessor::RISCV_1,
                                                .noc = NOC::RISCV_1_default,
                                                .compile_args = reader_args});
  auto writer = CreateKernel(program, kernels + "/writer.cpp", all,
                             DataMovementConfig{.processor = DataMovementProcessor::RISCV_0,
                                                .noc = NOC::RISCV_0_default,
                                                .compile_args = writer_args});
  auto compute = CreateKernel(
      program, kernels + "/compute.cpp", all,
      ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .compile_args = {Kt, block, block}});
  uint32_t first = 0;
  auto place = [&](const CoreRangeSet &group, uint32_t count) {
    for (const CoreRange &range : group.ranges())
      for (auto x = range.start_coord.x; x <= range.end_coord.x; ++x)
        for (auto y = range.start_coord.y; y <= range.end_coord.y; ++y) {
          CoreCoord core(x, y);
          SetRuntimeArgs(program, reader, core, {a->address(), b->address(), first, count});
          SetRuntimeArgs(program, writer, core, {c->address(), first, count});
          SetRuntimeArgs(program, compute, core, {count});
          first += count;
        }
  };
  place(first_group, first_count);
  place(second_group, second_count);

  distributed::MeshWorkload workload;
  workload.add_program(distributed::MeshCoordinateRange(mesh_device->shape()), std::move(program));
  distributed::EnqueueMeshWorkload(queue, workload, false);
  distributed::Finish(queue);
  distributed::EnqueueReadMeshBuffer(queue, result, c, true);
  mesh_device->close();

  constexpr uint16_t expected = 0x4380; // 256 in bfloat16
  for (uint16_t value : result)
    if (value != expected) {
      std::printf("wrong result: 0x%04x\n", value);
      return 1;
    }
  std::printf("%u cores, all %zu elements are right\n", cores, result.size());
  return 0;
}
