//===- tt_metal.hpp - The calls for one device without a mesh ------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_TT_METAL_HPP
#define TILIUM_HOST_TT_METALIUM_TT_METAL_HPP

#include <hostdevcommon/common_values.hpp>
#include <tt-metalium/distributed.hpp>

namespace tt::tt_metal {

using IDevice = distributed::MeshDevice;
using Buffer = distributed::MeshBuffer;
using CommandQueue = distributed::MeshCommandQueue;

namespace detail {
inline std::map<IDevice *, std::shared_ptr<IDevice>> &openDevices() {
  static std::map<IDevice *, std::shared_ptr<IDevice>> devices;
  return devices;
}
} // namespace detail

inline IDevice *CreateDevice(int device_id) {
  auto device = IDevice::create_unit_mesh(device_id);
  detail::openDevices()[device.get()] = device;
  return device.get();
}
inline bool CloseDevice(IDevice *device) {
  if (detail::openDevices().erase(device) == 0)
    detail::misuse("CloseDevice", "the device is not open");
  return true;
}

struct InterleavedBufferConfig {
  IDevice *device = nullptr;
  uint64_t size = 0, page_size = 0;
  BufferType buffer_type = BufferType::DRAM;
};
struct ShardedBufferConfig {
  IDevice *device = nullptr;
  uint64_t size = 0, page_size = 0;
  BufferType buffer_type = BufferType::L1;
  TensorMemoryLayout buffer_layout = TensorMemoryLayout::HEIGHT_SHARDED;
  ShardSpecBuffer shard_parameters;
};
inline std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig &config) {
  return Buffer::create({.size = config.size},
                        {.page_size = config.page_size, .buffer_type = config.buffer_type},
                        config.device);
}
inline std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig &config) {
  return Buffer::create(
      {.size = config.size},
      {.page_size = config.page_size,
       .buffer_type = config.buffer_type,
       .sharding_args = BufferShardingArgs(config.shard_parameters, config.buffer_layout)},
      config.device);
}

template <typename T>
void EnqueueWriteBuffer(CommandQueue &queue, std::shared_ptr<Buffer> buffer,
                        const std::vector<T> &data, bool blocking) {
  distributed::EnqueueWriteMeshBuffer(queue, buffer, data, blocking);
}
template <typename T>
void EnqueueReadBuffer(CommandQueue &queue, std::shared_ptr<Buffer> buffer, std::vector<T> &data,
                       bool blocking) {
  distributed::EnqueueReadMeshBuffer(queue, data, buffer, blocking);
}
inline void EnqueueProgram(CommandQueue &queue, Program &program, bool) {
  queue.device().lastReport =
      tilium::device::runInSession(queue.device().simulator(), program.descriptor);
}
inline void Finish(CommandQueue &) {}

namespace detail {
template <typename T>
void WriteToBuffer(std::shared_ptr<Buffer> buffer, const std::vector<T> &data) {
  distributed::EnqueueWriteMeshBuffer(buffer->device().mesh_command_queue(), buffer, data, true);
}
template <typename T>
void ReadFromBuffer(std::shared_ptr<Buffer> buffer, std::vector<T> &data) {
  distributed::EnqueueReadMeshBuffer(buffer->device().mesh_command_queue(), data, buffer, true);
}
inline void LaunchProgram(IDevice *device, Program &program) {
  EnqueueProgram(device->command_queue(), program, true);
}
/// Words of one core's L1, at an offset.
inline bool WriteToDeviceL1(IDevice *device, const CoreCoord &core, uint32_t address,
                            const std::vector<uint32_t> &words) {
  auto place = device->simulator().l1(coordinate(core), address,
                                      static_cast<uint32_t>(words.size() * sizeof(uint32_t)));
  std::copy_n(reinterpret_cast<const std::byte *>(words.data()), place.size(), place.begin());
  return true;
}
inline bool ReadFromDeviceL1(IDevice *device, const CoreCoord &core, uint32_t address,
                             uint32_t bytes, std::vector<uint32_t> &words) {
  auto place = device->simulator().l1(coordinate(core), address, bytes);
  words.resize(bytes / sizeof(uint32_t));
  std::copy_n(place.begin(), words.size() * sizeof(uint32_t),
              reinterpret_cast<std::byte *>(words.data()));
  return true;
}
} // namespace detail
} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_TT_METAL_HPP
