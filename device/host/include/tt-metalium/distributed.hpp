//===- distributed.hpp - A mesh of one device ----------------------------===//
//
// Part of Tilium, under the Apache License v2.0.
//
//===----------------------------------------------------------------------===//
//
// A run happens in EnqueueMeshWorkload; queues never hold anything back.
//
//===----------------------------------------------------------------------===//

#ifndef TILIUM_HOST_TT_METALIUM_DISTRIBUTED_HPP
#define TILIUM_HOST_TT_METALIUM_DISTRIBUTED_HPP

#include <tt-metalium/program.hpp>

#include <memory>
#include <optional>
#include <span>
#include <type_traits>

namespace tt::tt_metal {

namespace distributed {

struct MeshShape {
  uint32_t rows = 1, columns = 1;
};
struct MeshCoordinate {
  uint32_t row = 0, column = 0;
};
struct MeshCoordinateRange {
  explicit MeshCoordinateRange(const MeshShape &) {}
  MeshCoordinateRange(const MeshCoordinate &, const MeshCoordinate &) {}
  friend bool operator<(const MeshCoordinateRange &, const MeshCoordinateRange &) { return false; }
};

class MeshDevice;

/// Commands run at once; the queue only knows its device.
class MeshCommandQueue {
public:
  explicit MeshCommandQueue(MeshDevice &device) : owner(device) {}
  MeshDevice &device() { return owner; }

private:
  MeshDevice &owner;
};

class MeshDevice {
public:
  explicit MeshDevice(const std::string &architecture)
      : simulated(architecture), queue(*this), alignments{simulated.architecture()} {}
  /// The architecture comes from the environment variable TILIUM_ARCH, or is wormhole_b0.
  /// The device of number 0; there is no other.
  static std::shared_ptr<MeshDevice> create_unit_mesh(int device_id) {
    if (device_id != 0)
      tt_metal::detail::misuse("MeshDevice::create_unit_mesh", "there is no device " +
                                                                   std::to_string(device_id) +
                                                                   "; the mock device is number 0");
    return std::make_shared<MeshDevice>(tilium::device::sessionArchitecture());
  }
  MeshCommandQueue &mesh_command_queue(std::size_t = 0) { return queue; }
  MeshCommandQueue &command_queue(std::size_t = 0) { return queue; }
  int id() const { return 0; }
  uint32_t num_devices() const { return 1; }
  CoreCoord logical_grid_size() const { return compute_with_storage_grid_size(); }
  CoreCoord grid_size() const { return compute_with_storage_grid_size(); }
  uint32_t num_dram_channels() const { return simulated.architecture().dramBanks; }
  uint32_t l1_size_per_core() const { return simulated.architecture().l1Bytes; }
  /// Tells alignments of memories.
  struct Allocator {
    const tilium::device::Architecture &architecture;
    uint32_t get_alignment(BufferType type) const {
      return type == BufferType::DRAM ? architecture.dramAlignment : architecture.l1Alignment;
    }
    uint32_t get_base_allocator_addr(BufferType type) const {
      return type == BufferType::DRAM ? static_cast<uint32_t>(architecture.dramUnreservedBase)
                                      : architecture.l1UnreservedBase;
    }
  };
  const Allocator *allocator() const { return &alignments; }
  MeshShape shape() const { return {}; }
  CoreCoord compute_with_storage_grid_size() const {
    return {simulated.architecture().gridX, simulated.architecture().gridY};
  }
  CoreCoord worker_core_from_logical_core(const CoreCoord &core) const {
    tilium::device::Coordinate at = simulated.workerCoordinate(tt_metal::detail::coordinate(core));
    return {at.x, at.y};
  }
  bool close() { return true; }

  tilium::device::Device &simulator() { return simulated; }
  /// The report of the last workload.
  tilium::device::RunReport lastReport;

private:
  tilium::device::Device simulated;
  MeshCommandQueue queue;
  Allocator alignments;
};

struct DeviceLocalBufferConfig {
  uint64_t page_size = 0;
  BufferType buffer_type = BufferType::DRAM;
  BufferShardingArgs sharding_args = {};
  std::optional<bool> bottom_up = std::nullopt;
};
struct ReplicatedBufferConfig {
  uint64_t size = 0;
};

class MeshBuffer {
public:
  static std::shared_ptr<MeshBuffer> create(const ReplicatedBufferConfig &size,
                                            const DeviceLocalBufferConfig &local,
                                            MeshDevice *device) {
    const std::string call = "MeshBuffer::create";
    if (!device)
      tt_metal::detail::misuse(call, "the device is null");
    if (local.page_size == 0 || size.size == 0 || size.size % local.page_size != 0)
      tt_metal::detail::misuse(call, "the size (" + std::to_string(size.size) +
                                         " bytes) must be a multiple of the page size (" +
                                         std::to_string(local.page_size) +
                                         "), and neither may be 0");
    uint64_t pages = size.size / local.page_size;
    if (local.page_size > UINT32_MAX || pages > UINT32_MAX)
      tt_metal::detail::misuse(call, "pages of 4 GiB and more, or as many of them, do not fit the "
                                     "device");
    bool up = local.bottom_up.value_or(local.buffer_type == BufferType::DRAM);
    auto pageSize = static_cast<uint32_t>(local.page_size);
    if (local.sharding_args.shard_spec() ||
        local.sharding_args.buffer_layout() != TensorMemoryLayout::INTERLEAVED) {
      if (local.buffer_type != BufferType::L1)
        tt_metal::detail::misuse(call, "sharded buffers lie in L1 here; in DRAM use an interleaved "
                                       "one");
      return std::shared_ptr<MeshBuffer>(new MeshBuffer(
          *device,
          device->simulator().createShardedBuffer(
              pageSize, tt_metal::detail::sharding(local.sharding_args, pages, call), up)));
    }
    return std::shared_ptr<MeshBuffer>(new MeshBuffer(
        *device, device->simulator().createBuffer(local.buffer_type == BufferType::DRAM
                                                      ? tilium::device::BufferType::Dram
                                                      : tilium::device::BufferType::L1,
                                                  pageSize, static_cast<uint32_t>(pages), up)));
  }
  ~MeshBuffer() { owner.simulator().releaseBuffer(held); }
  MeshBuffer(const MeshBuffer &) = delete;
  MeshBuffer &operator=(const MeshBuffer &) = delete;

  uint32_t address() const { return held.address; }
  uint64_t size() const { return held.bytes(); }
  uint32_t page_size() const { return held.pageSize; }
  uint32_t num_pages() const { return held.pageCount; }
  uint32_t aligned_page_size() const { return held.alignedPageSize; }
  BufferType buffer_type() const {
    return held.type == tilium::device::BufferType::Dram ? BufferType::DRAM : BufferType::L1;
  }
  bool is_l1() const { return buffer_type() == BufferType::L1; }
  bool is_dram() const { return !is_l1(); }
  const MeshBuffer *get_backing_buffer() const { return this; }
  const MeshBuffer *get_reference_buffer() const { return this; }
  const tilium::device::Buffer &buffer() const { return held; }
  MeshDevice &device() const { return owner; }

private:
  MeshBuffer(MeshDevice &device, const tilium::device::Buffer &buffer)
      : owner(device), held(buffer) {}
  MeshDevice &owner;
  tilium::device::Buffer held;
};

class MeshWorkload {
public:
  void add_program(const MeshCoordinateRange &, Program program) {
    programs.push_back(std::move(program));
  }
  std::vector<Program> programs;

  /// By the range of devices; there is one device.
  std::map<MeshCoordinateRange, Program &> get_programs() {
    std::map<MeshCoordinateRange, Program &> result;
    for (Program &program : programs)
      result.emplace(MeshCoordinateRange(MeshShape{}), program);
    return result;
  }
};
inline MeshWorkload CreateMeshWorkload() { return {}; }
inline void AddProgramToMeshWorkload(MeshWorkload &workload, Program &&program,
                                     const MeshCoordinateRange &range) {
  workload.add_program(range, std::move(program));
}

template <typename T>
void EnqueueWriteMeshBuffer(MeshCommandQueue &, std::shared_ptr<MeshBuffer> &buffer,
                            const std::vector<T> &data, bool = false) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (!buffer)
    tt_metal::detail::misuse("EnqueueWriteMeshBuffer", "the buffer is null");
  if (data.size() * sizeof(T) > buffer->size())
    tt_metal::detail::misuse("EnqueueWriteMeshBuffer", std::to_string(data.size() * sizeof(T)) +
                                                           " bytes do not fit a buffer of " +
                                                           std::to_string(buffer->size()));
  buffer->device().simulator().write(buffer->buffer(), std::as_bytes(std::span(data)));
}
template <typename T>
void EnqueueReadMeshBuffer(MeshCommandQueue &, std::vector<T> &data,
                           std::shared_ptr<MeshBuffer> &buffer, bool = true) {
  static_assert(std::is_trivially_copyable_v<T>);
  if (!buffer)
    tt_metal::detail::misuse("EnqueueReadMeshBuffer", "the buffer is null");
  data.resize(buffer->size() / sizeof(T));
  buffer->device().simulator().read(buffer->buffer(), std::as_writable_bytes(std::span(data)));
}
/// Reads and writes of the one device's part: all of it.
template <typename T>
void ReadShard(MeshCommandQueue &queue, std::vector<T> &data, std::shared_ptr<MeshBuffer> &buffer,
               const MeshCoordinate &, bool blocking = true) {
  EnqueueReadMeshBuffer(queue, data, buffer, blocking);
}
template <typename T>
void WriteShard(MeshCommandQueue &queue, std::shared_ptr<MeshBuffer> &buffer,
                const std::vector<T> &data, const MeshCoordinate &, bool blocking = false) {
  EnqueueWriteMeshBuffer(queue, buffer, data, blocking);
}
inline void EnqueueMeshWorkload(MeshCommandQueue &queue, MeshWorkload &workload, bool = false) {
  if (workload.programs.empty())
    tt_metal::detail::misuse("EnqueueMeshWorkload",
                             "the workload has no program; call add_program");
  for (const Program &program : workload.programs)
    queue.device().lastReport =
        tilium::device::runInSession(queue.device().simulator(), program.descriptor);
}
inline void Finish(MeshCommandQueue &) {}

} // namespace distributed

} // namespace tt::tt_metal

#endif // TILIUM_HOST_TT_METALIUM_DISTRIBUTED_HPP
