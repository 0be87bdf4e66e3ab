// What the hosts of these examples share: a device, tensors in DRAM, circular buffers, and a run.
#pragma once

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace example {

using namespace tt;
using namespace tt::tt_metal;
using Tensor = std::shared_ptr<distributed::MeshBuffer>;

constexpr uint32_t tile_bytes = 32 * 32 * sizeof(bfloat16);

class Host {
public:
  Host() : device(distributed::MeshDevice::create_unit_mesh(0)) {}
  ~Host() { device->close(); }

  Tensor make(uint64_t bytes, uint32_t page_bytes, BufferType type = BufferType::DRAM) {
    distributed::DeviceLocalBufferConfig local{.page_size = page_bytes, .buffer_type = type};
    return distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{.size = bytes},
                                           local, device.get());
  }
  template <typename T>
  Tensor write(const std::vector<T> &data, uint32_t page_bytes) {
    Tensor tensor = make(data.size() * sizeof(T), page_bytes);
    distributed::EnqueueWriteMeshBuffer(device->mesh_command_queue(), tensor, data, false);
    return tensor;
  }
  template <typename T>
  std::vector<T> read(Tensor tensor) {
    std::vector<T> data;
    distributed::EnqueueReadMeshBuffer(device->mesh_command_queue(), data, tensor, true);
    return data;
  }
  void run(Program &&program) {
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(device->mesh_command_queue(), workload, false);
    distributed::Finish(device->mesh_command_queue());
  }

  std::shared_ptr<distributed::MeshDevice> device;
};

/// A circular buffer of `pages` tiles of bfloat16.
template <typename Cores>
inline void add_buffer(Program &program, const Cores &cores, CBIndex index, uint32_t pages) {
  CreateCircularBuffer(program, cores,
                       CircularBufferConfig(pages * tile_bytes, {{index, DataFormat::Float16_b}})
                           .set_page_size(index, tile_bytes));
}

template <typename Cores>
inline KernelHandle add_reader(Program &program, const std::string &file, const Cores &cores,
                               const std::vector<uint32_t> &arguments = {}) {
  return CreateKernel(program, file, cores,
                      DataMovementConfig{.processor = DataMovementProcessor::RISCV_1,
                                         .noc = NOC::RISCV_1_default,
                                         .compile_args = arguments});
}
template <typename Cores>
inline KernelHandle add_writer(Program &program, const std::string &file, const Cores &cores,
                               const std::vector<uint32_t> &arguments = {}) {
  return CreateKernel(program, file, cores,
                      DataMovementConfig{.processor = DataMovementProcessor::RISCV_0,
                                         .noc = NOC::RISCV_0_default,
                                         .compile_args = arguments});
}

inline std::vector<uint32_t> accessors(std::initializer_list<Tensor> tensors) {
  std::vector<uint32_t> arguments;
  for (const Tensor &tensor : tensors)
    TensorAccessorArgs(*tensor).append_to(arguments);
  return arguments;
}

/// Says how many elements differ by more than `tolerance`, relative to the larger of 1 and the
/// expected number; returns the program's exit status.
template <typename T, typename Expected>
int report(const std::vector<T> &found, Expected expected, float tolerance = 0) {
  size_t wrong = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    float right = static_cast<float>(expected(i));
    float error = std::abs(static_cast<float>(found[i]) - right);
    if (!(error <= tolerance * std::max(1.0f, std::abs(right))) && wrong++ == 0)
      std::printf("element %zu is %g, expected %g\n", i, static_cast<double>(found[i]),
                  static_cast<double>(right));
  }
  std::printf("%zu of %zu elements are right\n", found.size() - wrong, found.size());
  return wrong != 0 || found.empty();
}

} // namespace example
